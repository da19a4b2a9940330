import assert from "node:assert/strict";
import { Socket } from "node:net";
import { describe, it } from "mocha";
import type { UnreachableError } from "../../../provider/errors";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { endpointOf, hostInUrl, nameOnWire, type WinrmEndpoint } from "../../../provider/hosts/winrm/dial";
import { WinrmSession } from "../../../provider/hosts/winrm/session";
import { ManualClock } from "../../support/manual-clock";
import { until } from "../../support/until";

const base = { transport: "winrm", host: "h", user: "u", password: "p" } as const;

describe("a WinRM connection leads", () => {
  const endpoints: readonly (readonly [string, Partial<WinrmConnection>, WinrmEndpoint])[] = [
    ["to HTTPS if nothing is said", {}, { scheme: "https", port: 5986 }],
    ["to HTTPS", { scheme: "https" }, { scheme: "https", port: 5986 }],
    ["to HTTPS at a port", { port: 7 }, { scheme: "https", port: 7 }],
    ["to HTTPS at the port of HTTP", { port: 5985 }, { scheme: "https", port: 5985 }],
    ["to HTTP only where that is said", { scheme: "http" }, { scheme: "http", port: 5985 }],
    ["to HTTP at a port", { scheme: "http", port: 80 }, { scheme: "http", port: 80 }],
  ];
  for (const [words, told, endpoint] of endpoints) {
    it(words, () => assert.deepEqual(endpointOf({ ...base, ...told }), endpoint));
  }
});

describe("the name of a host on the wire", () => {
  const names = [
    ["vpn01.example.net", "vpn01.example.net", "vpn01.example.net"],
    ["VPN01", "vpn01", "vpn01"],
    ["bücher.example", "xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["host_with_underscore", "host_with_underscore", "host_with_underscore"],
    ["192.0.2.7", "192.0.2.7", "192.0.2.7"],
    ["2001:db8::7", "2001:db8::7", "[2001:db8::7]"],
    ["fe80::1%eth0", "fe80::1", "[fe80::1]"],
  ] as const;
  for (const [host, name, inUrl] of names) {
    it(`${host}: ${inUrl}`, () => assert.deepEqual([nameOnWire(host), hostInUrl(host)], [name, inUrl]));
  }
});

/** A host whose ports answer when the test says so. */
class Ports {
  readonly sockets = new Map<number, Socket>();
  readonly written: number[] = [];
  readonly clock = new ManualClock();

  open(endpoint: WinrmEndpoint, connectSeconds = 20): WinrmSession {
    const connect = (_address: string, port: number) => {
      const socket = new Socket();
      socket.write = () => {
        this.written.push(port);
        return true;
      };
      this.sockets.set(port, socket);
      return socket;
    };
    const target = {
      host: "192.0.2.1",
      endpoint,
      trust: { kind: "any" },
      names: { account: "a", atHost: "a" },
      credential: { method: "ntlm", user: "u", password: "p" },
      gate: CredentialGate.of(new Map()),
    } as const;
    const network = { connect, addressesOf: () => assert.fail("an address was looked up") };
    return new WinrmSession(target, this.clock, connectSeconds, network);
  }

  connect(port: number): void {
    this.sockets.get(port)?.emit("connect");
  }

  refuse(port: number): void {
    this.sockets.get(port)?.destroy(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  }
}

describe("a host without an HTTPS listener", () => {
  const https = { scheme: "https", port: 5986 } as const;
  const explained =
    /; port 5985, WinRM without TLS, accepts connections, and nothing was sent there\. .*`winrm quickconfig` makes none.*scheme: "http".*docs\/winrm\.md/;

  /** What opening fails with. */
  async function failure({ opened }: WinrmSession): Promise<UnreachableError> {
    const error = await opened.then(
      () => assert.fail("it opened"),
      (thrown: unknown) => thrown as UnreachableError,
    );
    assert.equal(error.code, "UNREACHABLE");
    assert.deepEqual([error.phase, error.commandMayHaveRun], ["connect", false]);
    return error;
  }

  it("that answers on 5985 is told so, with what to write", async () => {
    const ports = new Ports();
    const failed = failure(ports.open(https));
    ports.refuse(5986);
    await until(() => ports.sockets.has(5985));
    ports.connect(5985);
    const { message } = await failed;
    assert.match(message, /the connection was refused \(port 5986, phase: connect\)/);
    assert.match(message, explained);
    assert.deepEqual(ports.written, []);
    assert.equal(ports.sockets.get(5985)?.destroyed, true);
    assert.equal(ports.clock.pending, 0);
  });

  it("whose firewall drops 5986 is told the same at the deadline", async () => {
    const ports = new Ports();
    const failed = failure(ports.open(https));
    await ports.clock.advance(10_000);
    await until(() => ports.sockets.has(5985));
    ports.connect(5985);
    await ports.clock.advance(10_000);
    const { message } = await failed;
    assert.match(message, /no response within 20 s/);
    assert.match(message, explained);
    assert.deepEqual(ports.written, []);
  });

  it("is used over HTTPS where that connects in the end, whatever 5985 says", async () => {
    const ports = new Ports();
    const session = ports.open(https);
    session.opened.catch(() => {});
    await ports.clock.advance(10_000);
    await until(() => ports.sockets.has(5985));
    ports.connect(5985);
    ports.connect(5986);
    await until(() => session.progress.phase === "TLS handshake");
    assert.deepEqual(ports.written, []);
    assert.equal(ports.sockets.get(5985)?.destroyed, true);
    session.close();
  });

  for (const [words, answer] of [
    ["refuses", (ports: Ports) => ports.refuse(5985)],
    ["is silent", (ports: Ports) => ports.clock.advance(1_000)],
  ] as const) {
    it(`is merely unreachable where 5985 ${words} too`, async () => {
      const ports = new Ports();
      const failed = failure(ports.open(https));
      ports.refuse(5986);
      await until(() => ports.sockets.has(5985));
      await answer(ports);
      const { message } = await failed;
      assert.match(message, /the connection was refused/);
      assert.doesNotMatch(message, /5985/);
    });
  }

  for (const endpoint of [
    { scheme: "https", port: 15_986 },
    { scheme: "http", port: 5985 },
  ] as const) {
    it(`is not looked at on another port than the one named (${endpoint.scheme}, ${endpoint.port})`, async () => {
      const ports = new Ports();
      const failed = failure(ports.open(endpoint));
      ports.refuse(endpoint.port);
      await failed;
      assert.deepEqual([...ports.sockets.keys()], [endpoint.port]);
    });
  }
});
