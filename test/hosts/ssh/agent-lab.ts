import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import type { SshKeyPair } from "../../support/ssh-keys";
import { SshLab } from "./ssh-lab";
import type { SshTestServer } from "./ssh-test-server";
import { TestAgent, type TestAgentOptions } from "./test-agent";

/** A lab with SSH agents, which end with it. */
export class AgentLab extends SshLab {
  async startAgent(held: readonly SshKeyPair[], options: TestAgentOptions = {}): Promise<TestAgent> {
    const agent = await TestAgent.start(held, options);
    this.atEnd(() => agent.stop());
    return agent;
  }
}

/** A connection with this agent and no password. */
export function withAgent(
  server: SshTestServer,
  agent: TestAgent,
  changes: Partial<SshConnection> = {},
): SshConnection {
  const { password: _password, ...rest } = server.connection();
  return { ...rest, agent: agent.path, ...changes };
}
