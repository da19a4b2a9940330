import assert from "node:assert/strict";
import { type ConnectionPhase, RebootTimeoutError, UnreachableError } from "../../provider/errors";
import type { CommandResult, Host } from "../../provider/hosts/host";
import { powershellFailures } from "../../provider/hosts/powershell/failure";
import { sshFailures, sshProgress } from "../../provider/hosts/ssh/failure";
import { winrmFailures } from "../../provider/hosts/winrm/failure";
import type { BootSnapshot } from "../../provider/nat-traversal/boot-snapshot";
import { runRestart } from "../../provider/restart/run-restart";
import { ManualClock } from "../support/manual-clock";

const guard = { key: "HKLM\\HARDWARE\\DESCRIPTION\\System", valueName: "AssumeUDPEncapsulationMarker" };
const before: BootSnapshot = { marker: { state: "present", text: "1.a.-.-.-" }, logonReached: true };

/** What a look at a host comes to whose shell is too slow, each phase in the words of its transport. */
const slow: Readonly<Record<string, (seconds: number) => UnreachableError>> = {
  ...Object.fromEntries(
    (
      [
        "banner",
        "key exchange",
        "authentication",
        "opening a channel",
        "starting the command",
        "waiting for output",
      ] as const
    ).map((phase) => [
      `ssh, ${phase}`,
      (seconds: number) => sshFailures.silent(sshProgress({ host: "vpn01", port: 22 }, phase), seconds),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        "TLS handshake",
        "authentication",
        "opening a shell",
        "starting the command",
        "waiting for output",
      ] as const
    ).map((phase) => [
      `winrm, ${phase}`,
      (seconds: number) => winrmFailures.silent({ host: "vpn01", where: "port 5986", phase }, seconds),
    ]),
  ),
  ...Object.fromEntries(
    (["authentication", "waiting for output"] as const).map((phase) => [
      `powershell, ${phase}`,
      (seconds: number) =>
        powershellFailures.silent(
          { host: "vpn01", where: "port 5985", phase, executable: "pwsh", onWindows: true },
          seconds,
        ),
    ]),
  ),
};

describe("a host that takes the request, never goes down and is too slow with its answers", () => {
  for (const [name, failure] of Object.entries(slow)) {
    it(`is told as what it is: ${name}`, async () => {
      const message = await timeoutOf((seconds) => failure(seconds));
      assert.match(message, /it accepted the request, but did not go down \(phase "going down"/);
      assert.match(message, /It has not been down: .*event 1075/);
      assert.doesNotMatch(message, /console/);
    });
  }

  it("is told as one that is down where its last connection is refused", async () => {
    const refused = new UnreachableError({
      ...{ operation: "open a connection", host: "vpn01", problem: "the connection was refused", hint: "" },
      ...{ phase: "connect" satisfies ConnectionPhase, commandMayHaveRun: false },
    });
    const message = await timeoutOf((_seconds, looks) => (looks < 3 ? undefined : refused));
    assert.match(message, /it has not come back \(phase "unreachable".*console/);
  });
});

/** Restarts a host whose looks fail so, each when its time is over, and gives the message at the end. */
async function timeoutOf(
  fails: (seconds: number, looks: number) => UnreachableError | undefined,
): Promise<string> {
  const clock = new ManualClock();
  let looks = 0;
  const host: Host = {
    name: "vpn01",
    disconnect: async () => {},
    run: async (commandLine, limits = {}): Promise<CommandResult> => {
      const line = typeof commandLine === "string" ? commandLine : commandLine("cmd");
      const [, nonce = ""] = /^echo (\w+)\^\.begin/.exec(line) ?? [];
      const count = new Set(line.match(/\^\.\d+y/g)).size;
      const marks = Array.from({ length: count }, (_, at) => `${nonce}.${at}y\r\n`).join("");
      const accepted = { exitCode: 0, output: `${nonce}.begin\r\n${marks}`, errorOutput: "" };
      if (line.includes("shutdown")) return accepted;
      const seconds = limits.timeoutSeconds ?? 60;
      const failure = fails(seconds, ++looks);
      await new Promise<void>((resolve) => {
        clock.setTimer(failure?.timedOut === true ? seconds * 1_000 : 100, resolve);
      });
      throw (
        failure ?? sshFailures.silent(sshProgress({ host: "vpn01", port: 22 }, "waiting for output"), seconds)
      );
    },
  };
  const report = await clock.runUntilSettled(
    runRestart({
      ...{ host, clock, before, progress: () => {}, timeouts: { connectSeconds: 20, commandSeconds: 60 } },
      request: { warningSeconds: 5, message: "test", guard },
      confirm: async () => ({ boot: before, connection: undefined }),
      permit: async () => ({ result: "go" }),
      recheck: async () => ({ result: "go" }),
      warning: () => {},
      confirmedOn: {},
      deadlineAt: clock.monotonic() + 115_000,
    }),
  );
  assert.ok(report.failure instanceof RebootTimeoutError, String(report.failure));
  return report.failure.message;
}
