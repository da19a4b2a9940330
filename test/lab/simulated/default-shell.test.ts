import assert from "node:assert/strict";
import type { Client } from "ssh2";
import { writeAlone } from "../../../provider/nat-traversal/apply";
import { askForDiagnosis } from "../../../provider/nat-traversal/diagnosis";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { askFacts } from "../../../provider/windows/fact";
import { elevation } from "../../../provider/windows/identity";
import { absent, dword } from "../../../provider/windows/registry-value";
import { requestRestart } from "../../../provider/windows/shutdown";
import type { DefaultShell, OpensshVersion } from "./default-shell";
import { exec, SshLab } from "./ssh-lab";

const probe = "echo %OS%+$PSHOME+%PROCESSOR_ARCHITEW6432%";
const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

const write = writeAlone(key, dword(2)).line("powershell");
const diagnose = askForDiagnosis("vpn01", { registryPath: key, came: "" }).line("powershell");
const restart = (guardKey: string, valueName?: string) =>
  requestRestart({
    warningSeconds: 60,
    message: "text (x)",
    guard: valueName === undefined ? { key: guardKey } : { key: guardKey, valueName },
  }).line("powershell");

const answers = {
  cmd: "Windows_NT+$PSHOME+%PROCESSOR_ARCHITEW6432%\r\n",
  powershell: "%OS%+C:\\Windows\\System32\\WindowsPowerShell\\v1.0+%PROCESSOR_ARCHITEW6432%\r\n",
  pwsh: "%OS%+C:\\Program Files\\PowerShell\\7+%PROCESSOR_ARCHITEW6432%\r\n",
  bash: "%OS%++%PROCESSOR_ARCHITEW6432%\r\n",
};

const powerShells = ["powershell", "pwsh"] as const;

describe("the default shells of a simulated SSH server", () => {
  const lab = new SshLab();

  afterEach(() => lab.stop());

  async function run(shell: DefaultShell, openssh: OpensshVersion, command: string) {
    const host = await lab.start({ shell, openssh });
    return { host, ...(await exec(await lab.connect(host), command)) };
  }

  for (const openssh of ["8.1", "7.7"] as const) {
    for (const shell of ["cmd", ...powerShells, "bash"] as const) {
      it(`answer the shell probe as ${shell} over OpenSSH ${openssh}, and count it`, async () => {
        const { host, ...answer } = await run(shell, openssh, probe);
        assert.deepEqual(answer, { exitCode: 0, output: answers[shell], errors: "" });
        assert.deepEqual(host.windows.commands, [probe]);
      });
    }

    for (const shell of powerShells) {
      it(`take single quotes to a program in ${shell} over OpenSSH ${openssh}`, async () => {
        const { output, exitCode } = await run(shell, openssh, diagnose);
        assert.match(output, /CurrentVersion {4}REG_SZ {4}6\.3/);
        assert.equal(exitCode, 0);
      });

      it(`pass exit codes on in ${shell} over OpenSSH ${openssh}`, async () => {
        const host = await lab.start({ shell, openssh, power: { bootSeconds: 60 } });
        const client = await lab.connect(host);
        assert.equal((await exec(client, restart(key))).exitCode, 0);
        assert.equal((await exec(client, restart(key))).exitCode, 1190);
        host.windows.exitCodeBits = 8;
        assert.equal((await exec(client, restart(key))).exitCode, 1190 & 0xff);
      });
    }
  }

  for (const shell of powerShells) {
    it(`lose double quotes on the way to ${shell} over OpenSSH 7.7, so that the line is another`, async () => {
      const line = diagnose.replaceAll("'", '"');
      const { output, exitCode, errors } = await run(shell, "7.7", line);
      assert.deepEqual([output, exitCode], ["", 255]);
      assert.match(errors, /refuses the line/);
    });

    it(`write the setting and restart in one line of ${shell}`, async () => {
      const host = await lab.start({ shell, power: { bootSeconds: 60 } });
      const client = await lab.connect(host);
      const added = await exec(client, write);
      assert.deepEqual(added, {
        exitCode: 0,
        output: added.output,
        errors: "",
      });
      assert.match(added.output, /^\w+\.begin\r\nThe operation completed successfully\.\r\n$/);
      assert.deepEqual(host.windows.setting, dword(2));
      assert.equal((await exec(client, restart(markerKey, markerName))).exitCode, 1);
      assert.equal(host.windows.shutdownRequests.length, 0);
      host.windows.registry.set(markerKey, markerName, { type: "REG_SZ", data: "x" });
      assert.equal((await exec(client, restart(markerKey, markerName))).exitCode, 0);
      assert.equal(host.windows.shutdownRequests.length, 1);
      assert.match(host.windows.shutdownRequests[0]?.commandLine ?? "", / -d p:2:4 -c "text \(x\)"$/);
    });

    it(`use the rights that the account has on ${shell}'s machine`, async () => {
      const host = await lab.start({ shell });
      host.windows.elevated = false;
      const client = await lab.connect(host);
      const refused = await exec(client, write);
      assert.deepEqual([refused.exitCode, refused.errors], [1, "ERROR: Access is denied.\r\n"]);
      assert.deepEqual(host.windows.setting, absent);
      const groups = await exec(client, askFacts({ elevation }).line("powershell"));
      assert.match(groups.output, /S-1-16-8192/);
    });

    it(`meet the script of faults, and end with the machine, in ${shell}`, async () => {
      const host = await lab.start({ shell, power: { bootSeconds: 60 } });
      host.windows.faults.add({ when: /reg add/, effect: { kind: "cut", when: "during" } });
      const first = await lab.connect(host);
      await lose(first, write);
      assert.deepEqual(host.windows.setting, dword(2));
      const ended = lose(await lab.connect(host), diagnose);
      host.windows.power.crash();
      await ended;
      assert.equal(host.windows.power.state, "down");
    });

    it(`take nothing in ${shell} but the product's own lines`, async () => {
      const host = await lab.start({ shell });
      const client = await lab.connect(host);
      for (const line of ["echo a", "shutdown -r", `${write} # x`, "Get-ChildItem; exit $LASTEXITCODE"]) {
        assert.equal((await exec(client, line)).exitCode, 255, line);
      }
    });
  }

  it("get a stray quote behind cmd /c from OpenSSH 7.7, and are unharmed otherwise", async () => {
    const host = await lab.start({ openssh: "7.7" });
    const client = await lab.connect(host);
    assert.match((await exec(client, "cmd /c ver")).errors, /^'ver"' is not recognized/);
    assert.equal((await exec(client, "cmd /c echo foo")).output, 'foo"\r\n');
    assert.equal((await exec(client, 'echo "a b" & echo c')).output, '"a b" \r\nc\r\n');
    const { output } = await run("cmd", "8.1", "cmd /c echo foo");
    assert.equal(output, "foo\r\n");
  });

  it("are reached through an sshd that says its version", async () => {
    const seen: string[] = [];
    for (const openssh of ["8.1", "7.7"] as const) {
      const client = await lab.connect(await lab.start({ openssh }), {
        debug: (line) => {
          if (line.startsWith("Remote ident")) seen.push(line);
        },
      });
      client.end();
    }
    assert.deepEqual(
      seen.map((line) => /OpenSSH_for_Windows_[\d.]+/.exec(line)?.[0]),
      ["OpenSSH_for_Windows_8.1", "OpenSSH_for_Windows_7.7"],
    );
  });
});

/** Resolves when the connection has gone after this command was sent. */
async function lose(client: Client, command: string): Promise<void> {
  const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
  exec(client, command).catch(() => {});
  await closed;
}
