import assert from "node:assert/strict";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { SshTestServer } from "../../hosts/ssh/ssh-test-server";
import { TestAgent } from "../../hosts/ssh/test-agent";
import { newEd25519Keys } from "../../support/ssh-keys";
import { until } from "../../support/until";
import { over, type Scenario, type Seen, usualWays } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";
import { lifeWithRestart } from "./whole-life";

const keyOfAgent = newEd25519Keys();

/** The whole life over connections that only SSH has. */
export const livesOverSsh: readonly Scenario[] = [
  {
    title: "the whole life, logging on with a key that an agent holds",
    fits: over("ssh"),
    played: usualWays(),
    like: titles.wholeLife,
    options: { host: { authorizedKeys: [keyOfAgent.public] } },
    play: withAgent,
  },
  {
    title: "the whole life, through a jump host",
    fits: over("ssh"),
    played: usualWays(),
    like: titles.wholeLife,
    play: throughJumpHost,
  },
];

async function withAgent(scene: Scene): Promise<Seen> {
  const agent = await TestAgent.start([keyOfAgent]);
  try {
    const { password: _password, ...rest } = sshConnection(scene);
    const steps = await lifeWithRestart(scene, { ...rest, agent: agent.path });
    assert.deepEqual(new Set(agent.asked.map((asked) => asked.split(" ")[0])), new Set(["list", "sign"]));
    return { cell: "same", steps };
  } finally {
    await agent.stop();
  }
}

async function throughJumpHost(scene: Scene): Promise<Seen> {
  const jumpServer = await SshTestServer.start({ forwards: "connect" });
  try {
    const { transport: _transport, ...jumpHost } = jumpServer.connection({ host: "localhost" });
    const connection = { ...sshConnection(scene), jumpHost };
    const steps = await lifeWithRestart(scene, connection);
    assert.deepEqual(new Set(jumpServer.forwarded), new Set([`${connection.host}:${connection.port}`]));
    assert.deepEqual(jumpServer.commands, [], "nothing runs on the way");
    await until(() => jumpServer.open.size === 0);
    return { cell: "same", steps };
  } finally {
    await jumpServer.stop();
  }
}

function sshConnection({ connection }: Scene): SshConnection {
  assert.ok(connection.transport === "ssh");
  return connection;
}
