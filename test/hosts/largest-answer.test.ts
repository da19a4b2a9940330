import assert from "node:assert/strict";
import type { Host, ShellCommand } from "../../provider/hosts/host";
import { mostBytesOf } from "../../provider/hosts/host";
import { askForObservation } from "../../provider/nat-traversal/observation";
import { askForBoot } from "../../provider/restart/observe-boot";
import { SshLab } from "./ssh/ssh-lab";
import { reply } from "./ssh/ssh-test-server";
import { WinrmLab } from "./winrm/winrm-lab";

const line: ShellCommand = Object.assign(() => "echo much", { mostBytes: 2_048 });

/** Who answers to that line, and with how many bytes on each stream. */
type Way = (output: number, errorOutput: number) => Promise<Host>;

describe("an answer that is larger than the command can have to say", () => {
  const ssh = new SshLab();
  const winrm: WinrmLab[] = [];
  afterEach(async () => {
    await ssh.end();
    for (const lab of winrm.splice(0)) await lab.stop();
  });

  const overWinrm =
    (scheme: "sealed" | "secured"): Way =>
    async (output, errorOutput) => {
      const lab = await WinrmLab.start();
      winrm.push(lab);
      const result = { output: "x".repeat(output), errorOutput: "y".repeat(errorOutput) };
      lab.windows.faults.add({ when: /echo much/, effect: { kind: "reply", result } });
      return lab.open(lab[scheme]);
    };
  const ways: Readonly<Record<string, Way>> = {
    SSH: async (output, errorOutput) => {
      const server = await ssh.start({
        execute: (command, channel) => {
          if (command.includes("%OS%")) reply(channel, "Windows_NT+$PSHOME+\r\n");
          else {
            channel.stderr.write("y".repeat(errorOutput));
            reply(channel, "x".repeat(output));
          }
        },
      });
      return ssh.open(server.connection());
    },
    "WinRM over HTTP": overWinrm("sealed"),
    "WinRM over HTTPS": overWinrm("secured"),
  };

  for (const [name, way] of Object.entries(ways)) {
    it(`is read up to that, and not beyond, over ${name}`, async () => {
      const { output, errorOutput } = await (await way(1_500, 548)).run(line);
      assert.deepEqual([output.length, errorOutput.length], [1_500, 548]);
      for (const [more, errors] of [
        [1_501, 548],
        [1_500, 549],
        [100_000, 0],
      ] as const) {
        await assert.rejects((await way(more, errors)).run(line), {
          code: "UNREACHABLE",
          commandMayHaveRun: true,
          message: /the command wrote more than 2 KiB of output/,
        });
      }
    });
  }

  it("is bounded by 64 KiB, by more only where a line has several commands or listings", () => {
    assert.equal(mostBytesOf("echo a"), 64 * 1024);
    const boot = askForBoot("vpn01", false).line;
    const programs = boot("cmd").match(/\.exe /g)?.length ?? 0;
    assert.ok(mostBytesOf(boot) < (programs + 1 + 2 * 16) * 64 * 1024, String(mostBytesOf(boot)));
    assert.equal(mostBytesOf(askForObservation({ host: "vpn01" }).line), 4 * 1024 * 1024);
  });
});
