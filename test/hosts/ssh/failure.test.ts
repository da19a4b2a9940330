import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, it } from "mocha";
import type { ConnectionPhase } from "../../../provider/errors";
import { classify, notReached, sshProgress } from "../../../provider/hosts/ssh/failure";
import { SshLab } from "./ssh-lab";

const address = { host: "vpn01", port: 22 };

describe("a failing SSH connection", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  /** Runs a command against a TCP peer that does this with each connection, and gives the error. */
  async function failure(
    serve: (socket: Socket) => void,
  ): Promise<Error & { code: string; phase?: ConnectionPhase }> {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      serve(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    lab.atEnd(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    const host = lab.open({
      transport: "ssh",
      host: "127.0.0.1",
      port,
      user: "admin",
      password: "right",
      hostKey: "insecureAcceptAny",
    });
    return host.run("x").then(
      () => assert.fail("it worked"),
      (error) => error,
    );
  }

  it("another protocol on the port is PROTOCOL", async () => {
    const error = await failure((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    assert.equal(error.code, "PROTOCOL");
    assert.match(
      error.message,
      /is an HTTP server, not SSH \(it sent "HTTP\/1\.1 400 Bad Request"\)\. Set port to that of sshd/,
    );
  });

  it("another protocol that keeps the connection open is PROTOCOL", async () => {
    const error = await failure((socket) =>
      socket.write(Buffer.concat([Buffer.from("\r"), Buffer.alloc(9000, "A")])),
    );
    assert.equal(error.code, "PROTOCOL");
  });

  it("a server of an older protocol is PROTOCOL", async () => {
    const error = await failure((socket) => socket.write("SSH-1.5-old\r\n"));
    assert.equal(error.code, "PROTOCOL");
  });

  it("a peer that hangs up silently, or with an excuse, is UNREACHABLE", async () => {
    const silent = await failure((socket) => socket.once("data", () => socket.end()));
    assert.equal(silent.code, "UNREACHABLE");
    assert.equal(silent.phase, "banner");
    assert.match(silent.message, /closed the connection/);
    const busy = await failure((socket) => socket.once("data", () => socket.end("Exceeded MaxStartups\r\n")));
    assert.equal(busy.code, "UNREACHABLE");
    assert.match(busy.message, /closed the connection: "Exceeded MaxStartups"/);
  });

  it("a peer that resets the connection is UNREACHABLE in any phase", async () => {
    const reset = await failure((socket) => socket.once("data", () => socket.resetAndDestroy()));
    assert.equal(reset.code, "UNREACHABLE");
    assert.equal(reset.phase, "banner");
    const later = await failure((socket) => {
      let heard = 0;
      socket.write("SSH-2.0-x\r\n");
      socket.on("data", (chunk) => {
        heard += chunk.length;
        if (heard > 300) socket.destroy();
      });
    });
    assert.equal(later.code, "UNREACHABLE");
    assert.equal(later.phase, "key exchange");
  });

  it("a host none of whose algorithms the SSH library supports is PROTOCOL, with those that it does", async () => {
    const server = await lab.start({ ciphers: ["aes256-cbc"] });
    await assert.rejects(lab.open(server.connection()).run("x"), {
      code: "PROTOCOL",
      message:
        /library of this package supports no cipher that the host offers \("aes256-cbc"\)\. The library supports aes.*: on the host, add one of them to Ciphers/,
    });
    assert.equal(server.connections, 1);
  });

  const network: Record<string, [unknown, RegExp]> = {
    "an unknown name": [
      Object.assign(new Error("x"), { code: "ENOTFOUND" }),
      /name could not be resolved.*DNS/,
    ],
    "a resolver that fails": [
      Object.assign(new Error("x"), { code: "EAI_AGAIN" }),
      /name could not be resolved/,
    ],
    "several addresses": [
      new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })], ""),
      /refused.*sshd is running/,
    ],
    "several addresses, at one of which the host answers": [
      new AggregateError(
        [
          Object.assign(new Error("x"), { code: "ETIMEDOUT" }),
          Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
        ],
        "",
      ),
      /refused.*sshd is running/,
    ],
    "several addresses, none of which is there": [
      new AggregateError([Object.assign(new Error("x"), { code: "EHOSTUNREACH" }), new Error("y")], ""),
      /network error occurred \(EHOSTUNREACH\)/,
    ],
    "no route": [
      Object.assign(new Error("x"), { code: "EHOSTUNREACH" }),
      /network error occurred \(EHOSTUNREACH\).*firewalls/,
    ],
    "something odd": [undefined, /network error occurred/],
  };
  for (const [name, [cause, message]] of Object.entries(network)) {
    it(`there is advice for ${name}`, () => {
      const error = classify(notReached(address), cause);
      assert.equal(error.code, "UNREACHABLE");
      assert.match(error.message, message);
      assert.equal(error.details.cause, cause);
    });
  }

  it("unanswered keepalives and disconnects by the host are UNREACHABLE, without control characters", () => {
    const progress = sshProgress(address, "waiting for output");
    const keepalive = Object.assign(new Error("Keepalive timeout"), { level: "client-timeout" });
    assert.match(classify(progress, keepalive).message, /^UNREACHABLE: .*stopped answering keepalives/);
    const goodbye = Object.assign(new Error("shutting\x1b[2J\r\ndown"), { code: 10 });
    const error = classify(progress, goodbye);
    assert.match(error.message, /^UNREACHABLE: .*the host closed the connection: "shutting \[2J down"/);
    assert.ok("commandMayHaveRun" in error && error.commandMayHaveRun === true);
  });

  it("a host that cannot prove its key is HOST_KEY", () => {
    const progress = sshProgress(address, "key exchange");
    const cause = Object.assign(new Error("Handshake failed: signature verification failed"), {
      level: "handshake",
    });
    assert.equal(classify(progress, cause).code, "HOST_KEY");
  });
});
