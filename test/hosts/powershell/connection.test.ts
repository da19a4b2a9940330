import assert from "node:assert/strict";
import { isRemoting, leadsBack, remotingPort } from "../../../provider/hosts/powershell/connection";
import { powershell } from "../../../provider/hosts/powershell/transport";

const here = { transport: "powershell" } as const;

describe("a connection through PowerShell", () => {
  it("leads to another computer if it has a host, by default at the port of its scheme", () => {
    assert.equal(isRemoting(here), false);
    const there = { ...here, host: "vpn01" };
    assert.equal(isRemoting(there), true);
    assert.equal(remotingPort(there), 5985);
    assert.equal(remotingPort({ ...there, scheme: "http" }), 5985);
    assert.equal(remotingPort({ ...there, scheme: "https" }), 5986);
    assert.equal(remotingPort({ ...there, scheme: "https", port: 443 }), 443);
  });

  for (const host of [
    undefined,
    "localhost",
    "LOCALHOST",
    "localhost.",
    ".",
    "127.0.0.1",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::FFFF:7f00:1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "127。0。0。1",
    "ADMIN-PC",
  ]) {
    it(`leads back to this machine: ${host ?? "without a host"}`, () => {
      assert.equal(leadsBack(host === undefined ? here : { ...here, host }, "admin-pc"), true);
    });
  }

  for (const [host, port] of [
    ["vpn01", 5985],
    ["localhost.example.net", 5985],
    ["my.localhost", 5985],
    ["admin-pc.example.net", 5985],
    ["..", 5985],
    ["127.0.0.1", 15985],
    ["::1", 15985],
    ["::1:2", 5985],
    ["local.host", 5985],
    ["128.0.0.1", 5985],
    ["128.1", 5985],
    ["::ffff:128.0.0.1", 5985],
    ["127.1", 15985],
    ["fe80::1%lo", 5985],
    ["10.127.0.1", 5985],
  ] as const) {
    it(`leads to another machine, as far as can be told: ${host}, port ${port}`, () => {
      assert.equal(leadsBack({ ...here, host, port }, "admin-pc"), false);
    });
  }

  it("is over the usual port of HTTPS at a loopback address, too", () => {
    assert.equal(leadsBack({ ...here, host: "127.0.0.1", scheme: "https" }), true);
  });

  it("has an address without a port only where it leads back", () => {
    assert.deepEqual(powershell.addressOf(here), { host: "localhost", port: undefined });
    assert.deepEqual(powershell.addressOf({ ...here, host: "." }), { host: ".", port: undefined });
    assert.deepEqual(powershell.addressOf({ ...here, host: "VPN01" }), { host: "VPN01", port: 5985 });
  });
});
