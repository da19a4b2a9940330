import assert from "node:assert/strict";
import { Socket } from "node:net";
import { describe, it } from "mocha";
import { TcpDialling } from "../../provider/hosts/tcp-dial";
import { ManualClock } from "../support/manual-clock";
import { until } from "../support/until";

/** A name with these addresses, whose connections do what the test says. */
class Name {
  readonly clock = new ManualClock();
  readonly sockets = new Map<string, Socket>();
  readonly dialling: TcpDialling;

  constructor(addresses: readonly string[], host = "vpn01") {
    const connect = (address: string) => {
      const socket = new Socket();
      this.sockets.set(address, socket);
      return socket;
    };
    const network = { connect, addressesOf: async () => addresses };
    this.dialling = new TcpDialling({ host, port: 22 }, this.clock, network);
  }

  async tried(...addresses: string[]): Promise<void> {
    await until(() => this.sockets.size >= addresses.length);
    assert.deepEqual([...this.sockets.keys()], addresses);
  }

  accept(address: string): void {
    this.sockets.get(address)?.emit("connect");
  }

  refuse(address: string, code = "ECONNREFUSED"): void {
    this.sockets.get(address)?.destroy(Object.assign(new Error(code), { code }));
  }
}

describe("a TCP connection to a name with several addresses", () => {
  it("is the first one's, however slow its handshake, where the second refuses", async () => {
    const name = new Name(["2001:db8::1", "192.0.2.1"]);
    await name.tried("2001:db8::1");
    await name.clock.advance(250);
    await name.tried("2001:db8::1", "192.0.2.1");
    name.refuse("192.0.2.1");
    await name.clock.advance(750);
    name.accept("2001:db8::1");
    assert.equal(await name.dialling.socket, name.sockets.get("2001:db8::1"));
    assert.equal(name.dialling.addresses, "2001:db8::1");
    assert.equal(name.clock.pending, 0);
  });

  it("is the second one's where the first stays silent, and the first attempt is ended", async () => {
    const name = new Name(["2001:db8::1", "192.0.2.1"]);
    await name.tried("2001:db8::1");
    await name.clock.advance(249);
    await name.tried("2001:db8::1");
    await name.clock.advance(1);
    name.accept("192.0.2.1");
    assert.equal(await name.dialling.socket, name.sockets.get("192.0.2.1"));
    assert.equal(name.sockets.get("2001:db8::1")?.destroyed, true);
    name.accept("2001:db8::1");
    assert.equal(name.dialling.addresses, "192.0.2.1");
  });

  it("tries the next address at once where one refuses, the families by turns", async () => {
    const name = new Name(["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2"]);
    await name.tried("2001:db8::1");
    name.refuse("2001:db8::1");
    await name.tried("2001:db8::1", "192.0.2.1");
    name.refuse("192.0.2.1", "EHOSTUNREACH");
    await name.tried("2001:db8::1", "192.0.2.1", "2001:db8::2");
    name.refuse("2001:db8::2");
    await until(() => name.sockets.size === 4);
    name.refuse("192.0.2.2");
    await assert.rejects(name.dialling.socket, AggregateError);
    assert.equal(
      name.dialling.addresses,
      "2001:db8::1: ECONNREFUSED, 192.0.2.1: EHOSTUNREACH, 2001:db8::2: ECONNREFUSED, 192.0.2.2: ECONNREFUSED",
    );
    assert.equal(name.clock.pending, 0);
  });

  it("names at a deadline what each address has said, and leaves nothing behind when it is given up", async () => {
    const name = new Name(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"]);
    await name.tried("192.0.2.1");
    await name.clock.advance(1_000);
    name.refuse("192.0.2.2");
    await until(() => name.dialling.addresses?.includes("ECONNREFUSED") ?? false);
    assert.equal(
      name.dialling.addresses,
      "192.0.2.1: no answer, 192.0.2.2: ECONNREFUSED, 192.0.2.3: no answer, 192.0.2.4: no answer, 1 more",
    );
    name.dialling.giveUp();
    assert.ok([...name.sockets.values()].every((socket) => socket.destroyed));
    assert.equal(name.clock.pending, 0);
  });

  it("is not begun where it is given up before the name was looked up", async () => {
    const name = new Name(["192.0.2.1"]);
    name.dialling.giveUp();
    await name.clock.advance(1_000);
    await name.tried();
  });

  it("names the one address of a name, and none for a host that is an address", async () => {
    const name = new Name(["192.0.2.1"]);
    await name.tried("192.0.2.1");
    assert.equal(name.dialling.addresses, "192.0.2.1");
    const address = new Name([], "192.0.2.9");
    await address.tried("192.0.2.9");
    assert.equal(address.dialling.addresses, undefined);
  });
});
