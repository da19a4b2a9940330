import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { AuthenticationError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { SshKeyPair } from "../../support/ssh-keys";
import { until } from "../../support/until";
import { acceptsKeys } from "./accepted-keys";
import { AgentLab, withAgent } from "./agent-lab";
import { errorOf } from "./ssh-lab";
import { fingerprint, newKeys } from "./test-agent";

const keys = newKeys(7);
const [first, second, third] = keys as [SshKeyPair, SshKeyPair, SshKeyPair];

describe("logging in over SSH with an agent", () => {
  const lab = new AgentLab();
  afterEach(() => lab.end());

  it("offers the agent's keys in its order until one is accepted, and has that one sign", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(third.public) });
    const agent = await lab.startAgent([first, second, third]);
    assert.equal((await lab.open(withAgent(server, agent)).run("x")).output, "x\r\n");
    // Three questions and one signature.
    assert.deepEqual(server.logins, ["publickey", "publickey", "publickey", "publickey"]);
    assert.deepEqual(agent.asked, ["list", `sign ${fingerprint(third)}`]);
    await until(() => agent.sockets.size === 0);
  });

  it("offers a key once that the agent holds twice, and five at the most, and says which and how to choose", async () => {
    const server = await lab.start({ authenticate: acceptsKeys() });
    const agent = await lab.startAgent([first, ...keys]);
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
      const agent = await lab.startAgent(keys);
      await lab.open(withAgent(server, agent, { agentKey })).run("x");
      assert.deepEqual(server.logins, ["publickey", "publickey"]);
    });
  }

  it("offers no other key than the one that agentKey names", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(first.public) });
    const agent = await lab.startAgent([first, second]);
    const error = await errorOf(
      lab.open(withAgent(server, agent, { agentKey: fingerprint(second) })).run("x"),
    );
    assert.match(error.message, /^AUTHENTICATION: .*rejected the key that agentKey names: SHA256:/);
    assert.deepEqual(server.logins, ["publickey"]);
  });

  it("does not offer rejected keys again, nor ask the agent again", async () => {
    const server = await lab.start({ authenticate: acceptsKeys() });
    const agent = await lab.startAgent([first]);
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
    const agent = await lab.startAgent(keys);
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
    const agent = await lab.startAgent([first, second]);
    const error = await errorOf(lab.open(withAgent(server, agent)).run("x"));
    assert.ok(error instanceof AuthenticationError);
    assert.match(
      error.message,
      new RegExp(
        `the key ${fingerprint(first).replace(/[+]/g, "\\+")} was accepted, but the host also requires password`,
      ),
    );
  });

  it("reads SSH_AUTH_SOCK again at each use", async () => {
    const before = process.env.SSH_AUTH_SOCK;
    lab.atEnd(async () => {
      if (before === undefined) delete process.env.SSH_AUTH_SOCK;
      else process.env.SSH_AUTH_SOCK = before;
    });
    const server = await lab.start({ authenticate: acceptsKeys(second.public) });
    const [wrong, right] = [await lab.startAgent([first]), await lab.startAgent([second])];
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
