import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "../../examples/fleet/hosts";
import { readInventory, siteNames } from "../../examples/fleet/inventory";
import { newFolder } from "../support/run-folder";

const here: Surroundings = {
  hasVariable: (name) => name === "SITE_PASSWORD",
  hasFile: (path) => ["known_hosts", "~/.ssh/pulumi", "secrets/one.txt"].includes(path),
};

const defaults = "user: svc-pulumi\nprivateKeyFile: ~/.ssh/pulumi\nhostKeyFile: known_hosts\n";

/** What is read of a folder with these files of sites, and these defaults. */
function inventoryOf(sites: Readonly<Record<string, string | Buffer>>, general = defaults) {
  const folder = newFolder("inventory");
  mkdirSync(join(folder, "sites"));
  writeFileSync(join(folder, "defaults.yaml"), general);
  for (const [name, text] of Object.entries(sites)) writeFileSync(join(folder, "sites", name), text);
  const [site = ""] = siteNames(folder);
  return readInventory(site, folder, here);
}

function faultsOf(...of: Parameters<typeof inventoryOf>): readonly string[] {
  return inventoryOf(...of).faults;
}

describe("the inventory of a site", () => {
  it("has a host for each line of a CSV file, over the defaults", () => {
    const { hosts, faults } = inventoryOf({
      "lyon.csv":
        "name,host,port,warningSeconds,restart\npc01,10.0.0.1,,,\npc02,10.0.0.2,2222,900,ifRequired\n",
    });
    assert.deepEqual(faults, []);
    const connection = {
      transport: "ssh",
      host: "10.0.0.1",
      port: undefined,
      user: "svc-pulumi",
      hostKey: { file: "known_hosts" },
      privateKey: { file: "~/.ssh/pulumi" },
    };
    assert.deepEqual(hosts, [
      {
        name: "pc01",
        args: { connection, behindNat: "both", reboot: { when: "never" }, onUnreachable: undefined },
      },
      {
        name: "pc02",
        args: {
          connection: { ...connection, host: "10.0.0.2", port: 2222 },
          behindNat: "both",
          reboot: { when: "ifRequired", warningSeconds: 900 },
          onUnreachable: undefined,
        },
      },
    ]);
  });

  it("is the same from YAML, where a site may have defaults of its own", () => {
    const { hosts, faults } = inventoryOf({
      "oslo.yaml":
        "defaults:\n  behindNat: server\nhosts:\n  - name: pc01\n    host: 10.0.0.1\n  - name: pc02\n    behindNat: none\n",
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      hosts.map(({ name, args }) => [name, args.behindNat]),
      [
        ["pc01", "server"],
        ["pc02", "none"],
      ],
    );
  });

  it("takes a credential, or a host key, of the line in place of that of the defaults", () => {
    const { hosts, faults } = inventoryOf({
      "lyon.csv":
        "name,passwordEnv,hostKey\npc01,SITE_PASSWORD,SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDOqZpt5vyTmUvbVlk\n",
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(hosts[0]?.args.connection, {
      transport: "ssh",
      host: "pc01",
      port: undefined,
      user: "svc-pulumi",
      hostKey: "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDOqZpt5vyTmUvbVlk",
      password: { env: "SITE_PASSWORD" },
    });
  });

  it("restarts the hosts of a group within its limits, and no host that is never restarted", () => {
    const { hosts, faults } = inventoryOf(
      { "lyon.csv": "name,restart,order,group\npc01,,7,\npc02,never,,\npc03,,,kiosks\n" },
      `${defaults}restart: ifRequired\ngroup: pcs\nmaxUnavailable: 3\nsettleSeconds: 0\n`,
    );
    assert.deepEqual(faults, []);
    const limits = { maxUnavailable: 3, stopAfterFailures: undefined, settleSeconds: 0 };
    const restart = { when: "ifRequired", warningSeconds: undefined };
    assert.deepEqual(
      hosts.map(({ args }) => args.reboot),
      [
        { ...restart, group: { name: "pcs", ...limits, order: 7 } },
        { when: "never" },
        { ...restart, group: { name: "kiosks", ...limits, order: undefined } },
      ],
    );
  });

  it("lets go of a host that is gone for good", () => {
    const { hosts } = inventoryOf({ "lyon.csv": "name,gone\npc01,yes\npc02,no\n" });
    assert.deepEqual(hosts[0]?.args.onUnreachable, { refresh: "keep", delete: "forget" });
    assert.equal(hosts[1]?.args.onUnreachable, undefined);
  });

  const sameTwo = "name,host\r\npc01,10.0.0.1\r\npc02,10.0.0.2\r\n";
  const spellings: Readonly<Record<string, string | Buffer>> = {
    "line ends of Windows": sameTwo,
    "a byte order mark": `\ufeff${sameTwo}`,
    "semicolons, as Excel writes them in many countries": sameTwo.replaceAll(",", ";"),
    "blank lines, lines of commas alone, and blanks around": `name , host\n\n,\n pc01 ,10.0.0.1\n\t\npc02, 10.0.0.2 \n\n`,
    "quotes and no line end at its end": '"name","host"\n"pc01","10.0.0.1"\n"pc02","10.0.0.2"',
  };
  for (const [words, text] of Object.entries(spellings)) {
    it(`is the same with ${words}`, () => {
      const { hosts, faults } = inventoryOf({ "lyon.csv": text });
      assert.deepEqual(faults, []);
      const found = hosts.map(({ name, args }) => [name, (args.connection as { host: string }).host]);
      assert.deepEqual(found, [
        ["pc01", "10.0.0.1"],
        ["pc02", "10.0.0.2"],
      ]);
    });
  }
});

describe("what is wrong with an inventory", () => {
  it("is told all at once, each with its line", () => {
    const text = [
      "name,host,port,user,behindNat,warningSeconds,passwordEnv,colour",
      "pc 01,10.0.0.1,22x,,both,,,",
      "pc02,svc@10.0.0.2,,,boht,3,NOT_SET,red",
      "",
      "pc03,10.0.0.3,99999,,,,,",
    ].join("\n");
    assert.deepEqual(faultsOf({ "lyon.csv": text }), [
      'lyon.csv:2: name must be of letters, digits and . _ -; it is "pc 01"',
      'lyon.csv:2: port must be a whole number from 1 to 65535; it is "22x"',
      'lyon.csv:3: "colour" is no column; there are name, host, transport, port, user, passwordEnv, passwordFile, privateKeyFile, hostKey, hostKeyFile, certificateSha256, behindNat, restart, warningSeconds, gone, group, maxUnavailable, stopAfterFailures, settleSeconds, order',
      'lyon.csv:3: host must be a name or an address alone; it is "svc@10.0.0.2"',
      "lyon.csv:3: passwordEnv: there is no environment variable NOT_SET",
      'lyon.csv:3: warningSeconds must be a whole number from 5 to 86400; it is "3"',
      'lyon.csv:3: behindNat must be none, client, server, both; it is "boht"',
      'lyon.csv:5: port must be a whole number from 1 to 65535; it is "99999"',
    ]);
  });

  it("are names and machines that are there twice, whatever their letter case and port", () => {
    const text =
      "name,host,port\npc01,A.example.net,\npc01,b.example.net,\npc03,a.example.net,22\npc04,a.example.net,23\n";
    assert.deepEqual(faultsOf({ "lyon.csv": text }), [
      "lyon.csv:3: the name pc01 is on line 2 too",
      "lyon.csv:4: the host a.example.net is on line 2 too",
    ]);
  });

  const others: Readonly<Record<string, readonly [Parameters<typeof inventoryOf>, RegExp]>> = {
    "a line with a comma too many": [
      [{ "a.csv": "name,host\npc01,h,\n" }],
      /^a\.csv:2: there are 3 fields; .* 2 columns$/,
    ],
    "a quote that is not closed": [[{ "a.csv": 'name,host\npc01,"h\n' }], /^a\.csv:\d: Quote Not Closed/],
    "a column that is there twice": [
      [{ "a.csv": "name,name\npc01,pc01\n" }],
      /^a\.csv:1: the column "name" is there twice$/,
    ],
    "a file without hosts": [[{ "a.csv": "name,host\n" }], /^a\.csv:1: there is no host in it$/],
    "an empty file": [[{ "a.csv": "" }], /^a\.csv:1: there is no host in it$/],
    "UTF-16": [
      [{ "a.csv": Buffer.from("\ufeffname\npc01\n", "utf16le") }],
      /^a\.csv:1: the file is UTF-16; /,
    ],
    "another encoding": [
      [{ "a.csv": Buffer.from("name,host\npc\xe901,h\n", "latin1") }],
      /^a\.csv:1: the file is not UTF-8/,
    ],
    "YAML that is none": [[{ "a.yaml": "hosts:\n  - name: pc01\n   host: x\n" }], /^a\.yaml:3: /],
    "YAML with a name twice": [
      [{ "a.yaml": "hosts:\n  - name: pc01\n    name: pc02\n" }],
      /^a\.yaml:3: Map keys must be unique/,
    ],
    "YAML without a list of hosts": [
      [{ "a.yaml": "pc01: {}\n" }],
      /"pc01" is neither .*\n?.*there is no list "hosts"/s,
    ],
    "a host that is no map": [[{ "a.yaml": "hosts:\n  - pc01\n" }], /^a\.yaml:2: a host must be a map/],
    "a list in place of a text": [
      [{ "a.yaml": "hosts:\n  - name: pc01\n    host: [a, b]\n" }],
      /^a\.yaml:3: host must be a text/,
    ],
    "no credential": [
      [{ "a.csv": "name\npc01\n" }, "user: u\nhostKeyFile: known_hosts\n"],
      /:2: one of .* is required; there is none of them$/,
    ],
    "two credentials in one line": [
      [{ "a.csv": "name,passwordEnv,passwordFile\npc01,SITE_PASSWORD,secrets/one.txt\n" }],
      /:2: one of .* is required; there is passwordEnv and passwordFile$/,
    ],
    "a key that is not there": [
      [{ "a.csv": "name,privateKeyFile\npc01,lost\n" }],
      /:2: privateKeyFile: there is no file lost$/,
    ],
    "no proof of an SSH host": [
      [{ "a.csv": "name\npc01\n" }, "user: u\nprivateKeyFile: ~/.ssh/pulumi\n"],
      /:2: hostKey or hostKeyFile is required/,
    ],
    "a private key for WinRM": [
      [{ "a.csv": "name,transport\npc01,winrm\n" }],
      /:2: winrm needs passwordEnv or passwordFile$/,
    ],
    "limits without a group": [
      [{ "a.csv": "name,maxUnavailable,order\npc01,2,1\n" }],
      /:2: maxUnavailable and order: a limit needs the group that it limits, in "group"$/,
    ],
    "a limit of none": [
      [{ "a.csv": "name,group,maxUnavailable\npc01,pcs,0\n" }],
      /:2: maxUnavailable must be a whole number from 1 to 1000; it is "0"$/,
    ],
    "two files of one site": [
      [{ "a.csv": "name\npc01\n", "a.yaml": "hosts: []\n" }],
      /^there is both sites\/a\.csv and sites\/a\.yaml/,
    ],
  };
  for (const [words, [of, told]] of Object.entries(others)) {
    it(`is told of ${words}`, () => {
      assert.match(faultsOf(...of).join("\n"), told);
    });
  }

  it("is that a site has no file", () => {
    assert.deepEqual(readInventory("rome", newFolder("inventory")).faults, [
      "there is no sites/rome.csv or sites/rome.yaml",
    ]);
  });
});

describe("the sample inventory", () => {
  it("has no fault but what only a reader's own machine has", () => {
    assert.deepEqual(siteNames(), ["lyon", "oslo"]);
    const machine = { hasVariable: () => true, hasFile: () => true };
    for (const site of siteNames()) assert.deepEqual(readInventory(site, undefined, machine).faults, []);
  });
});
