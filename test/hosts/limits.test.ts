import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type CommandResult, type Host, type RunLimits, withLimits } from "../../provider/hosts/host";

const result: CommandResult = { exitCode: 0, output: "", errorOutput: "" };

/** A host as a class makes it: its members are not its own properties, so that a spread would lose them. */
class Recorded implements Host {
  readonly name = "vpn01";
  readonly asked: RunLimits[] = [];
  disconnected = 0;

  get isThisMachine(): boolean {
    return true;
  }

  async run(_commandLine: unknown, limits: RunLimits = {}): Promise<CommandResult> {
    this.asked.push(limits);
    return result;
  }

  async disconnect(): Promise<void> {
    this.disconnected += 1;
  }
}

describe("a host with other limits", () => {
  it("keeps every other member of the host, an optional one too", async () => {
    const host = new Recorded();
    const limited = withLimits(host, (asked) => asked);
    assert.equal(limited.name, "vpn01");
    assert.equal(limited.isThisMachine, true);
    await limited.disconnect();
    assert.equal(host.disconnected, 1);
  });

  it("runs each call with the limits made from those its caller asked for", async () => {
    const host = new Recorded();
    const limited = withLimits(host, ({ timeoutSeconds = 7 }) => ({ timeoutSeconds }));
    await limited.run("a");
    await limited.run("b", { timeoutSeconds: 3 });
    assert.deepEqual(host.asked, [{ timeoutSeconds: 7 }, { timeoutSeconds: 3 }]);
  });

  it("keeps a call tied to the connection that its caller names", async () => {
    const host = new Recorded();
    const onlyOver = {};
    await withLimits(host, () => ({ timeoutSeconds: 7 })).run("a", { onlyOver });
    assert.deepEqual(host.asked, [{ timeoutSeconds: 7, onlyOver }]);
    assert.equal(host.asked[0]?.onlyOver, onlyOver);
  });

  it("rejects, and runs nothing, where a call may not begin", async () => {
    const host = new Recorded();
    const limited = withLimits(host, () => {
      throw new Error("too late");
    });
    await assert.rejects(limited.run("a"), /too late/);
    assert.deepEqual(host.asked, []);
  });

  it("lets a call that is under way be given up", async () => {
    const limited = withLimits(
      new Recorded(),
      (asked) => asked,
      async () => {
        throw new Error("given up");
      },
    );
    await assert.rejects(limited.run("a"), /given up/);
  });
});
