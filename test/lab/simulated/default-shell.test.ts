import assert from "node:assert/strict";
import type { Client } from "ssh2";
import { absent, dword } from "../../../provider/windows/registry-value";
import type { DefaultShell, OpensshVersion } from "./default-shell";
import { exec, SshLab } from "./ssh-lab";

const probe = "echo %OS%+$PSHOME";
const windowsNt = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

const answers = {
  cmd: "Windows_NT+$PSHOME\r\n",
  powershell: "%OS%+C:\\Windows\\System32\\WindowsPowerShell\\v1.0\r\n",
  pwsh: "%OS%+C:\\Program Files\\PowerShell\\7\r\n",
  bash: "%OS%+\r\n",
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
        const { output, exitCode } = await run(shell, openssh, `reg query '${windowsNt}' -v CurrentBuild`);
        assert.match(output, /CurrentBuild {4}REG_SZ {4}20348/);
        assert.equal(exitCode, 0);
      });

      it(`pass exit codes on in ${shell} over OpenSSH ${openssh}`, async () => {
        const host = await lab.start({ shell, openssh });
        const client = await lab.connect(host);
        assert.equal((await exec(client, "shutdown -a; exit $LASTEXITCODE")).exitCode, 1116);
        assert.equal((await exec(client, "shutdown -a")).exitCode, 1);
        host.windows.exitCodeBits = 8;
        assert.equal((await exec(client, "shutdown -a; exit $LASTEXITCODE")).exitCode, 1116 & 0xff);
      });
    }
  }

  for (const shell of powerShells) {
    it(`deliver a command to ${shell} as it was sent, whatever is in it`, async () => {
      const host = await lab.start({ shell });
      const client = await lab.connect(host);
      for (const [command, output] of [
        [`echo "a  b" 'c"d' 'e\\' "f\\"`, 'a  b\r\nc"d\r\ne\\\r\nf\\\r\n'],
        ["echo 'ends with \\'", "ends with \\\r\n"],
        ["echo 'a\\\\\"\"b'\necho c", 'a\\\\""b\r\nc\r\n'],
        ["  echo a  ", "a\r\n"],
        ["echo 'ü€'", "\x81?\r\n"],
      ] as const) {
        assert.equal((await exec(client, command)).output, output, command);
      }
    });

    it(`lose double quotes on the way to ${shell} over OpenSSH 7.7`, async () => {
      const { output, exitCode } = await run(shell, "7.7", `reg query "${windowsNt}" -v CurrentBuild`);
      assert.deepEqual([output, exitCode], ["", 1]);
      const host = await lab.start({ shell, openssh: "7.7" });
      const client = await lab.connect(host);
      assert.equal((await exec(client, `echo "a  b"`)).output, "a\r\nb\r\n");
      assert.equal((await exec(client, `echo 'a  b'`)).output, "a  b\r\n");
      assert.equal((await exec(client, `echo 'a "b  c" d'`)).output, "a b c d\r\n");
    });

    it(`write the setting and restart in one line of ${shell}`, async () => {
      const host = await lab.start({ shell, power: { bootSeconds: 60 } });
      const client = await lab.connect(host);
      const added = await exec(client, `reg add ${key} -v ${name} -t REG_DWORD -d 02 -f; exit $LASTEXITCODE`);
      assert.deepEqual(added, {
        exitCode: 0,
        output: "The operation completed successfully.\r\n",
        errors: "",
      });
      assert.deepEqual(host.windows.setting, dword(2));
      for (const [query, requests] of [
        [`${key} NO`, 0],
        [key, 1],
      ] as const) {
        const restart = "shutdown -r -f -t 60 -d p:2:4 -c 'text (x)'";
        const line = `reg query '${query}'; if ($LASTEXITCODE -eq 0) { ${restart} }; exit $LASTEXITCODE`;
        assert.equal((await exec(client, line)).exitCode, 1 - requests);
        assert.equal(host.windows.shutdownRequests.length, requests);
      }
      assert.match(host.windows.shutdownRequests[0]?.commandLine ?? "", / -d p:2:4 -c "text \(x\)"$/);
    });

    it(`use the rights that the account has on ${shell}'s machine`, async () => {
      const host = await lab.start({ shell });
      host.windows.elevated = false;
      const client = await lab.connect(host);
      const refused = await exec(
        client,
        `reg add ${key} -v ${name} -t REG_DWORD -d 2 -f; exit $LASTEXITCODE`,
      );
      assert.deepEqual(refused, { exitCode: 1, output: "", errors: "ERROR: Access is denied.\r\n" });
      assert.deepEqual(host.windows.setting, absent);
      const groups = await exec(client, "C:\\Windows\\System32\\whoami.exe -groups");
      assert.match(groups.output, /S-1-16-8192/);
    });

    it(`meet the script of faults, and end with the machine, in ${shell}`, async () => {
      const host = await lab.start({ shell, power: { bootSeconds: 60 } });
      host.windows.faults.add({ when: /reg add/, effect: { kind: "cut", when: "during" } });
      const first = await lab.connect(host);
      await lose(first, `reg add ${key} -v ${name} -t REG_DWORD -d 2 -f`);
      assert.deepEqual(host.windows.setting, dword(2));
      await lose(await lab.connect(host), "shutdown -r -f -t 0; reg query nothing");
      assert.equal(host.windows.power.state, "down");
    });
  }

  it("start programs for a script, with the bytes they write", async () => {
    const script = [
      "$i = New-Object System.Diagnostics.ProcessStartInfo",
      "$i.FileName = [Environment]::SystemDirectory + '\\cmd.exe'",
      `$i.Arguments = '/c "reg query ${key} -v Start & ver"'`,
      "$i.UseShellExecute = $false; $i.RedirectStandardOutput = $true",
      "$p = [Diagnostics.Process]::Start($i); $o = New-Object IO.MemoryStream",
      "$p.StandardOutput.BaseStream.CopyTo($o); [Text.Encoding]::UTF8.GetString($o.ToArray())",
    ].join("; ");
    const { output } = await run("powershell", "8.1", script);
    assert.match(output, /Start {4}REG_DWORD {4}0x3\r\n\r\n\r\nMicrosoft Windows \[Version 10/);
    const missing = script.replace("\\cmd.exe", "\\nope.exe");
    assert.match((await run("powershell", "8.1", missing)).errors, /FullyQualifiedErrorId : Win32Exception/);
  });

  it("keep a program's output in a variable as text", async () => {
    const host = await lab.start({ shell: "powershell", language: "de" });
    const client = await lab.connect(host);
    const { output } = await exec(client, `$x = cmd /c 'echo Schlüssel & echo b'; $x.Length; echo "$x!"`);
    assert.equal(output, "2\r\nSchl\x81ssel  b!\r\n");
  });

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
