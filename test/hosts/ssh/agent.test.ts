import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { utils } from "ssh2";
import { AuthenticationError, CredentialUnavailableError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { ManualClock } from "../../support/manual-clock";
import type { SshKeyPair } from "../../support/ssh-keys";
import { until } from "../../support/until";
import { acceptsKeys } from "./accepted-keys";
import { SshLab } from "./ssh-lab";
import type { SshTestServer } from "./ssh-test-server";
import { fingerprint, newKeys, TestAgent, type TestAgentOptions } from "./test-agent";

const keys = newKeys(7);
const [first, second, third] = keys as [SshKeyPair, SshKeyPair, SshKeyPair];

describe("logging in over SSH with an agent", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  async function startAgent(held: readonly SshKeyPair[], options: TestAgentOptions = {}): Promise<TestAgent> {
    const agent = await TestAgent.start(held, options);
    lab.atEnd(() => agent.stop());
    return agent;
  }

  /** A connection with this agent and no password. */
  function withAgent(
    server: SshTestServer,
    agent: TestAgent,
    changes: Partial<SshConnection> = {},
  ): SshConnection {
    const { password: _password, ...rest } = server.connection();
    return { ...rest, agent: agent.path, ...changes };
  }

  async function errorOf(run: Promise<unknown>): Promise<Error> {
    return run.then(
      () => assert.fail("it worked"),
      (error) => error,
    );
  }

  it("offers the agent's keys in its order until one is accepted, and has that one sign", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(third.public) });
    const agent = await startAgent([first, second, third]);
    assert.equal((await lab.open(withAgent(server, agent)).run("x")).output, "x\r\n");
    // Three questions and one signature.
    assert.deepEqual(server.logins, ["publickey", "publickey", "publickey", "publickey"]);
    assert.deepEqual(agent.asked, ["list", `sign ${fingerprint(third)}`]);
    await until(() => agent.sockets.size === 0);
  });

  it("offers a key once that the agent holds twice, and five at the most, and says which and how to choose", async () => {
    const server = await lab.start({ authenticate: acceptsKeys() });
    const agent = await startAgent([first, ...keys]);
    const error = await errorOf(lab.open(withAgent(server, agent)).run("x"));
    assert.ok(error instanceof AuthenticationError);
    assert.equal(server.logins.length, 5);
    const offered = keys.slice(0, 5).map(fingerprint).join(", ");
    assert.ok(
      error.message.includes(`the host rejected the keys that the agent holds: ${offered} (5 of 7).`),
      error.message,
    );
    assert.match(error.message, /agentKey selects the key to offer/);
  });

  for (const [words, agentKey] of Object.entries({
    "its fingerprint": fingerprint(keys[6] as SshKeyPair),
    "the line of the public key": `${keys[6]?.public.trim()} admin@example\n`,
  })) {
    it(`offers the one key that agentKey names by ${words}, wherever it stands`, async () => {
      const server = await lab.start({ authenticate: acceptsKeys((keys[6] as SshKeyPair).public) });
      const agent = await startAgent(keys);
      await lab.open(withAgent(server, agent, { agentKey })).run("x");
      assert.deepEqual(server.logins, ["publickey", "publickey"]);
    });
  }

  it("offers no other key than the one that agentKey names", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(first.public) });
    const agent = await startAgent([first, second]);
    const error = await errorOf(
      lab.open(withAgent(server, agent, { agentKey: fingerprint(second) })).run("x"),
    );
    assert.match(error.message, /^AUTHENTICATION: .*rejected the key that agentKey names: SHA256:/);
    assert.deepEqual(server.logins, ["publickey"]);
  });

  it("does not offer rejected keys again, nor ask the agent again", async () => {
    const server = await lab.start({ authenticate: acceptsKeys() });
    const agent = await startAgent([first]);
    const pool = lab.pool();
    const run = (changes = {}) => pool.connect(withAgent(server, agent, changes), defaultTimeouts).run("x");
    await assert.rejects(run(), /rejected the key that the agent holds: SHA256/);
    await assert.rejects(run(), /not tried again/);
    await assert.rejects(run({ keepaliveSeconds: 20 }), /not tried again/);
    assert.equal(server.connections, 1);
    assert.deepEqual(agent.asked, ["list"]);
    // With another key it is another credential.
    await assert.rejects(run({ agentKey: fingerprint(first) }), { code: "AUTHENTICATION" });
    assert.equal(server.connections, 2);
  });

  it("stops offering keys to a host that accepts none", async () => {
    const server = await lab.start({ authenticate: (request) => request.reject(["password"]) });
    const agent = await startAgent(keys);
    await assert.rejects(
      lab.open(withAgent(server, agent)).run("x"),
      /the host does not accept publickey authentication \(it accepts: password\)/,
    );
    assert.deepEqual(server.logins, ["publickey"]);
  });

  it("says that a second factor is required, and which key was accepted", async () => {
    const takes = acceptsKeys(first.public);
    const server = await lab.start({
      authenticate: (request) =>
        "signature" in request && request.signature !== undefined
          ? request.reject(["password"], true)
          : takes(request),
    });
    const agent = await startAgent([first, second]);
    const error = await errorOf(lab.open(withAgent(server, agent)).run("x"));
    assert.ok(error instanceof AuthenticationError);
    assert.match(
      error.message,
      new RegExp(
        `the key ${fingerprint(first).replace(/[+]/g, "\\+")} was accepted, but the host also requires password`,
      ),
    );
  });

  const failing: Record<string, [readonly SshKeyPair[], TestAgentOptions, Partial<SshConnection>, RegExp]> = {
    "refuses to list its keys": [[first], { list: "refuses" }, {}, /agent \(.*\) refused to list its keys/],
    "hangs up": [[first], { list: "hangs up" }, {}, /does not respond like an SSH agent/],
    "talks nonsense": [[first], { list: "talks nonsense" }, {}, /does not respond like an SSH agent/],
    "has no keys": [[], {}, {}, /holds no RSA, ECDSA or Ed25519 key\. .*ssh-add/],
    "lacks the named key": [
      [first, second],
      {},
      { agentKey: fingerprint(third) },
      /agentKey \(SHA256:.*\) names a key that the agent does not hold; it holds SHA256:.*, SHA256:.*ssh-add -l/,
    ],
  };
  for (const [words, [held, options, changes, message]] of Object.entries(failing)) {
    it(`offers the host nothing where the agent ${words}`, async () => {
      const server = await lab.start();
      const agent = await startAgent(held, options);
      const host = lab.open(withAgent(server, agent, changes));
      const error = await errorOf(host.run("x"));
      assert.ok(error instanceof CredentialUnavailableError, String(error));
      assert.match(error.message, message);
      assert.match(error.message, /could not log in as admin on 127\.0\.0\.1/);
      assert.deepEqual(server.logins, []);
      await until(() => agent.sockets.size === 0 && server.sockets.size === 0);
    });
  }

  it("offers the host nothing where the agent has ended since the command began", async () => {
    const server = await lab.start();
    const agent = await startAgent([first]);
    const host = lab.open(withAgent(server, agent));
    await agent.stop();
    await assert.rejects(host.run("x"), /CREDENTIAL_UNAVAILABLE: .*agent \(.*\) is not running\. Start/);
    assert.deepEqual(server.logins, []);
  });

  it("finds before any connection that the agent's socket is not there", async () => {
    const server = await lab.start();
    const agent = await startAgent([first]);
    const connection = withAgent(server, agent);
    await agent.stop();
    assert.throws(
      () => lab.open(connection),
      /CREDENTIAL_UNAVAILABLE: .*agent \(.*\) does not exist\. Start/,
    );
    assert.equal(server.connections, 0);
  });

  const ecdsa = utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const unsigned: Record<string, [SshKeyPair, TestAgentOptions]> = {
    refuses: [first, { sign: "refuses" }],
    "hangs up": [first, { sign: "hangs up" }],
    "gives a signature that is none": [ecdsa, { signature: Buffer.from("nonsense") }],
  };
  for (const [words, [held, options]] of Object.entries(unsigned)) {
    it(`blames the agent where it ${words} when it is to sign`, async () => {
      const server = await lab.start({ authenticate: acceptsKeys(held.public) });
      const agent = await startAgent([held, second], options);
      const error = await errorOf(lab.open(withAgent(server, agent)).run("x"));
      assert.ok(error instanceof CredentialUnavailableError, String(error));
      assert.ok(error.message.includes(`did not sign with ${fingerprint(held)}`), error.message);
      assert.deepEqual(server.logins, ["publickey"]);
    });
  }

  for (const step of ["list", "sign"] as const) {
    it(`waits for an agent that is to ${step} until the deadline of the connection, and not longer`, async () => {
      const server = await lab.start({ authenticate: acceptsKeys(first.public) });
      const agent = await startAgent([first], { [step]: "is silent" });
      const clock = new ManualClock();
      const run = errorOf(lab.open(withAgent(server, agent), clock).run("x"));
      await until(() => agent.asked.some((asked) => asked.startsWith(step)));
      await clock.advance(19_999);
      assert.equal(server.sockets.size, 1);
      await clock.advance(1);
      const error = await run;
      assert.ok(error instanceof CredentialUnavailableError, String(error));
      assert.match(error.message, /agent \(.*\) did not respond within 20 s\. .*confirmation/);
      await until(() => agent.sockets.size === 0 && server.sockets.size === 0);
      assert.equal(clock.pending, 0);
    });
  }

  it("says that it is the host that is silent, where the agent has done its part", async () => {
    const takes = acceptsKeys(first.public);
    let proofs = 0;
    const server = await lab.start({
      authenticate: (request) => {
        if ("signature" in request && request.signature !== undefined) proofs += 1;
        else takes(request);
      },
    });
    const agent = await startAgent([first]);
    const clock = new ManualClock();
    const run = errorOf(lab.open(withAgent(server, agent), clock).run("x"));
    await until(() => proofs === 1);
    await clock.advance(20_000);
    assert.match(String(await run), /UNREACHABLE: .*phase: authentication/);
  });

  it("reads SSH_AUTH_SOCK again at each use", async () => {
    const before = process.env.SSH_AUTH_SOCK;
    lab.atEnd(async () => {
      if (before === undefined) delete process.env.SSH_AUTH_SOCK;
      else process.env.SSH_AUTH_SOCK = before;
    });
    const server = await lab.start({ authenticate: acceptsKeys(second.public) });
    const [wrong, right] = [await startAgent([first]), await startAgent([second])];
    const pool = lab.pool();
    const connect = () => pool.connect(withAgent(server, wrong, { agent: true }), defaultTimeouts);
    process.env.SSH_AUTH_SOCK = "no agent";
    assert.throws(connect, /CREDENTIAL_UNAVAILABLE: .*agent \(environment variable SSH_AUTH_SOCK\)/);
    process.env.SSH_AUTH_SOCK = wrong.path;
    await assert.rejects(connect().run("x"), { code: "AUTHENTICATION" });
    process.env.SSH_AUTH_SOCK = right.path;
    assert.equal((await connect().run("x")).exitCode, 0);
    assert.equal((await connect().run("x")).exitCode, 0);
    assert.deepEqual(right.asked, ["list", `sign ${fingerprint(second)}`]);
  });
});
