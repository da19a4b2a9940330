import assert from "node:assert/strict";
import { isRemoting, leadsBack, remotingPort } from "../../../provider/hosts/powershell/connection";
import { powershell } from "../../../provider/hosts/powershell/transport";

const here = { transport: "powershell" } as const;

describe("a connection through PowerShell", () => {
  it("leads to another computer if it has a host, at the port of its scheme unless told", () => {
    assert.equal(isRemoting(here), false);
    const there = { ...here, host: "vpn01" };
    assert.equal(isRemoting(there), true);
    assert.equal(remotingPort(there), 5985);
    assert.equal(remotingPort({ ...there, scheme: "http" }), 5985);
    assert.equal(remotingPort({ ...there, scheme: "https" }), 5986);
    assert.equal(remotingPort({ ...there, scheme: "https", port: 443 }), 443);
  });

  it("leads back to this machine without a host, and under the names that mean it", () => {
    for (const host of [undefined, "localhost", "LOCALHOST", "."])
      assert.equal(leadsBack(host === undefined ? here : { ...here, host }), true, host);
    for (const host of ["vpn01", "localhost.example.net", "my.localhost", "..", "127.0.0.1"])
      assert.equal(leadsBack({ ...here, host }), false, host);
  });

  it("has an address without a port only where it leads back", () => {
    assert.deepEqual(powershell.addressOf(here), { host: "localhost", port: undefined });
    assert.deepEqual(powershell.addressOf({ ...here, host: "." }), { host: ".", port: undefined });
    assert.deepEqual(powershell.addressOf({ ...here, host: "VPN01" }), { host: "VPN01", port: 5985 });
  });
});
