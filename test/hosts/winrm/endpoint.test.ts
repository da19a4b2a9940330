import assert from "node:assert/strict";
import { Socket } from "node:net";
import { describe, it } from "mocha";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { dial, type EndpointPlan, endpointPlan } from "../../../provider/hosts/winrm/dial";
import { ManualClock } from "../../support/manual-clock";

const base = { transport: "winrm", host: "h", user: "u", password: "p" } as const;
const both: EndpointPlan = {
  first: { scheme: "https", port: 5986 },
  otherwise: { scheme: "http", port: 5985, when: "no connection" },
};

describe("where a WinRM connection leads", () => {
  const plans: readonly (readonly [string, Partial<WinrmConnection>, EndpointPlan])[] = [
    ["nothing told", {}, both],
    ["https", { scheme: "https" }, { first: both.first }],
    ["http", { scheme: "http" }, { first: { scheme: "http", port: 5985 } }],
    ["http at a port", { scheme: "http", port: 80 }, { first: { scheme: "http", port: 80 } }],
    [
      "a port",
      { port: 7 },
      { first: { scheme: "https", port: 7 }, otherwise: { scheme: "http", port: 7, when: "not TLS" } },
    ],
    ["a pin", { certificateSha256: "00" }, { first: both.first }],
    ["authorities", { ca: "x", port: 7 }, { first: { scheme: "https", port: 7 } }],
    ["no verification", { tls: "insecureAcceptAny" }, { first: both.first }],
    ["Basic", { auth: "basic" }, { first: both.first }],
    ["a client certificate", { clientCertificate: "c", clientKey: "k" }, { first: both.first }],
  ];
  for (const [words, told, plan] of plans) {
    it(`with ${words}`, () => assert.deepEqual(endpointPlan({ ...base, ...told }), plan));
  }

  /** Sockets that connect or fail when told. */
  function phones() {
    const sockets = new Map<number, Socket>();
    const connectTcp = (port: number) => {
      const socket = new Socket();
      sockets.set(port, socket);
      return socket;
    };
    const tell = (port: number, event: "connect" | "refused") => {
      const socket = sockets.get(port);
      assert.ok(socket);
      if (event === "connect") socket.emit("connect");
      else socket.destroy(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    };
    return { sockets, connectTcp, tell };
  }

  it("leads to HTTPS if that connects, though HTTP was first", async () => {
    const { sockets, connectTcp, tell } = phones();
    const clock = new ManualClock();
    const dialled = dial(both, connectTcp, clock, 20);
    tell(5985, "connect");
    await clock.advance(2_999);
    tell(5986, "connect");
    assert.equal((await dialled).endpoint.scheme, "https");
    assert.equal(sockets.get(5985)?.destroyed, true);
    assert.equal(clock.pending, 0);
  });

  it("leads to sealed HTTP if HTTPS is refused", async () => {
    const { connectTcp, tell } = phones();
    const dialled = dial(both, connectTcp, new ManualClock(), 20);
    tell(5986, "refused");
    tell(5985, "connect");
    assert.equal((await dialled).endpoint.scheme, "http");
  });

  it("leads to sealed HTTP if HTTPS is silent for a while", async () => {
    const { sockets, connectTcp, tell } = phones();
    const clock = new ManualClock();
    let found: string | undefined;
    const dialled = dial(both, connectTcp, clock, 20).then(({ endpoint }) => {
      found = endpoint.scheme;
    });
    tell(5985, "connect");
    await clock.advance(2_999);
    assert.equal(found, undefined);
    await clock.advance(1);
    await dialled;
    assert.equal(found, "http");
    assert.equal(sockets.get(5986)?.destroyed, true);
  });

  it("fails if both ports refuse the connection", async () => {
    const { connectTcp, tell } = phones();
    const dialled = dial(both, connectTcp, new ManualClock(), 20);
    tell(5985, "refused");
    tell(5986, "refused");
    await assert.rejects(dialled, { code: "ECONNREFUSED" });
  });

  it("fails if the connection closes before it is established", async () => {
    const { sockets, connectTcp } = phones();
    const dialled = dial({ first: both.first }, connectTcp, new ManualClock(), 20);
    sockets.get(5986)?.destroy();
    await assert.rejects(dialled, { code: "ECONNRESET" });
  });
});
