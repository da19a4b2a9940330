import assert from "node:assert/strict";
import type { Connection } from "../provider/hosts/connect";
import { defaultTimeouts } from "../provider/hosts/connection";
import type { Host } from "../provider/hosts/host";
import { HostsOfCall } from "../provider/hosts-of-call";

const connection = { transport: "powershell" } as Connection;

function host(more: object = {}): Host {
  return { name: "vpn01", run: () => assert.fail(), disconnect: async () => {}, ...more };
}

const ignore = () => {};

describe("the hosts of a call", () => {
  it("are released once, each, when the call ends, also where a release fails", async () => {
    const released: number[] = [];
    const given = [
      host({ release: async () => void released.push(1) }),
      host({ release: () => Promise.reject(new Error("no")) }),
      host({ release: async () => void released.push(3) }),
    ];
    const hosts = new HostsOfCall(async () => given.shift() ?? assert.fail(), ignore);
    for (let nth = 0; nth < 3; nth++) await hosts.connect(connection, defaultTimeouts);
    await hosts.release();
    await hosts.release();
    assert.deepEqual(released, [1, 3]);
  });

  it("may be hosts that cost nothing, which have nothing to release", async () => {
    const hosts = new HostsOfCall(async () => host(), ignore);
    await hosts.connect(connection, defaultTimeouts);
    await hosts.release();
  });
});
