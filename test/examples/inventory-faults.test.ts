import assert from "node:assert/strict";
import { readInventory } from "../../examples/fleet/inventory";
import { newFolder } from "../support/run-folder";
import { faultsOf, type inventoryOf } from "./inventory-of";

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
