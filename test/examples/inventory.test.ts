import assert from "node:assert/strict";
import { readInventory, siteNames } from "../../examples/fleet/inventory";
import { defaults, inventoryOf } from "./inventory-of";

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

describe("the sample inventory", () => {
  it("has no fault but what only a reader's own machine has", () => {
    assert.deepEqual(siteNames(), ["lyon", "oslo"]);
    const machine = { hasVariable: () => true, hasFile: () => true };
    for (const site of siteNames()) assert.deepEqual(readInventory(site, undefined, machine).faults, []);
  });
});
