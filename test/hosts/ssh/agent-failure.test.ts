import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { utils } from "ssh2";
import { CredentialUnavailableError } from "../../../provider/errors";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { ManualClock } from "../../support/manual-clock";
import type { SshKeyPair } from "../../support/ssh-keys";
import { until } from "../../support/until";
import { acceptsKeys } from "./accepted-keys";
import { AgentLab, withAgent } from "./agent-lab";
import { errorOf } from "./ssh-lab";
import { fingerprint, newKeys, type TestAgentOptions } from "./test-agent";

const [first, second, third] = newKeys(3) as [SshKeyPair, SshKeyPair, SshKeyPair];

describe("logging in over SSH with an agent that fails", () => {
  const lab = new AgentLab();
  afterEach(() => lab.end());

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
      const agent = await lab.startAgent(held, options);
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
    const agent = await lab.startAgent([first]);
    const host = lab.open(withAgent(server, agent));
    await agent.stop();
    await assert.rejects(host.run("x"), /CREDENTIAL_UNAVAILABLE: .*agent \(.*\) is not running\. Start/);
    assert.deepEqual(server.logins, []);
  });

  it("finds before any connection that the agent's socket is not there", async () => {
    const server = await lab.start();
    const agent = await lab.startAgent([first]);
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
      const agent = await lab.startAgent([held, second], options);
      const error = await errorOf(lab.open(withAgent(server, agent)).run("x"));
      assert.ok(error instanceof CredentialUnavailableError, String(error));
      assert.ok(error.message.includes(`did not sign with ${fingerprint(held)}`), error.message);
      assert.deepEqual(server.logins, ["publickey"]);
    });
  }

  for (const step of ["list", "sign"] as const) {
    it(`waits for an agent that is to ${step} until the deadline of the connection, and not longer`, async () => {
      const server = await lab.start({ authenticate: acceptsKeys(first.public) });
      const agent = await lab.startAgent([first], { [step]: "is silent" });
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
    const agent = await lab.startAgent([first]);
    const clock = new ManualClock();
    const run = errorOf(lab.open(withAgent(server, agent), clock).run("x"));
    await until(() => proofs === 1);
    await clock.advance(20_000);
    assert.match(String(await run), /UNREACHABLE: .*phase: authentication/);
  });
});
