import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import { definitionScript, runScript } from "../../../provider/hosts/powershell/scripts";
import { ShellProcess } from "../../../provider/hosts/powershell/shell-process";
import { openHost } from "../../support/open-host";
import { describeSkipped, realPowerShell } from "./real-powershell";

const windows = realPowerShell("windows");

if (windows === undefined || !windows.underWine) {
  describeSkipped("the bounds of a command", "they are tried with the Windows build under wine");
} else {
  describe("the bounds of a command on the Windows build", function () {
    this.timeout(120_000);
    const { path } = windows;
    const lab = join(dirname(dirname(path)), "prefix", "drive_c", "lab");
    let host: Host;
    before(() => {
      host = openHost(
        { transport: "powershell", executable: path },
        {
          clock: systemClock,
          timeouts: { connectSeconds: 60, commandSeconds: 60 },
          readSecret: (_property, source) => String(source),
        },
      );
    });
    after(() => host?.disconnect());

    it("ends it a second before its time is over, with all that it had started", async () => {
      await host.run("echo ready");
      const file = join(lab, "late.txt");
      rmSync(file, { force: true });
      const startedAt = performance.now();
      const run = host.run("C:\\lab\\gen.exe sleep 6 & echo late> C:\\lab\\late.txt", { timeoutSeconds: 2 });
      await assert.rejects(run, {
        code: "UNREACHABLE",
        commandMayHaveRun: true,
        message: /no response within 2 s; the command was ended, with all that it had started/,
      });
      assert.equal((await host.run("echo again")).output, "again\r\n");
      // gen.exe would have ended by then.
      await new Promise((resolve) => setTimeout(resolve, 7_000 - (performance.now() - startedAt)));
      assert.equal(existsSync(file), false);
    });

    it("ends one that writes more than any that is asked for, and goes on", async () => {
      await assert.rejects(
        host.run("C:\\lab\\gen.exe 40000000 40000000"),
        /UNREACHABLE: .*the command wrote more than .*; it was ended/,
      );
      assert.equal((await host.run("echo again")).output, "again\r\n");
    });

    it("keeps both streams of one that writes much on either", async () => {
      const { output, errorOutput } = await host.run("C:\\lab\\gen.exe 30000 20000");
      assert.deepEqual([output.length, errorOutput.length], [30_000, 20_000]);
    });

    for (const [name, program, number] of [
      ["is not there", "no-such.exe", 2],
      ["is no program", "drivers\\etc\\hosts", 193],
    ] as const) {
      it(`says by Windows' own number why cmd was not started: it ${name}`, async () => {
        const process = new ShellProcess(path);
        try {
          const definitions = definitionScript.replace("\\cmd.exe", `\\${program}`);
          assert.notEqual(definitions, definitionScript);
          await process.carryOut(definitions);
          const { output } = await process.carryOut(
            runScript("echo a", { milliseconds: 9_000, mostBytes: 1_000 }),
          );
          const answer = readScriptOutput(output);
          assert.ok(answer.kind === "unstarted", output);
          assert.equal(answer.number, number);
          assert.ok(answer.message.endsWith("."), answer.message);
        } finally {
          await process.end(systemClock, 10_000);
        }
      });
    }
  });
}
