import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import type { PowerShellConnection } from "../../../provider/hosts/powershell/connection";
import { openHost } from "../../support/open-host";
import { newFolder } from "../../support/run-folder";
import { executableFile, quoted, withProfile } from "./profile-executable";
import { describeSkipped, realPowerShell } from "./real-powershell";

const unix = realPowerShell("unix");
const timeouts = { connectSeconds: 60, commandSeconds: 60 };

if (unix === undefined) describeSkipped("a real PowerShell that cannot be used", "there is no Unix build");
else {
  describe("a real PowerShell that cannot be used", function () {
    this.timeout(120_000);
    const { path } = unix;
    const hosts: Host[] = [];
    afterEach(async () => {
      for (const host of hosts.splice(0)) await host.disconnect();
    });

    const open = (changes: Partial<PowerShellConnection>): Host => {
      const host = openHost(
        { transport: "powershell", ...changes },
        { clock: systemClock, timeouts, readSecret: (_property, source) => String(source) },
      );
      hosts.push(host);
      return host;
    };
    const profiled = (profile: string) => withProfile(newFolder("profile"), path, profile);
    const asWindows = "$env:OS = 'Windows_NT'";

    for (const [mode, words] of [
      ["ConstrainedLanguage", "Constrained Language Mode"],
      ["RestrictedLanguage", "Restricted Language Mode"],
      ["NoLanguage", "No Language Mode"],
    ] as const) {
      it(`tells long before connectSeconds are over that it runs in ${words}`, async () => {
        const executable = profiled(`${asWindows}; $ExecutionContext.SessionState.LanguageMode = '${mode}'`);
        const startedAt = performance.now();
        await assert.rejects(open({ executable }).run("echo a"), {
          code: "UNSUPPORTED_SHELL",
          message: new RegExp(`on the machine that runs Pulumi runs in ${words}`),
        });
        assert.ok(performance.now() - startedAt < 30_000);
      });
    }

    it("is told from one on Windows, for this machine", async () => {
      await assert.rejects(open({ executable: path }).run("echo a"), {
        code: "UNSUPPORTED_OS",
        message: /the machine that runs Pulumi does not run Windows/,
      });
    });

    it("is told from one on Windows before it is handed the password of another computer", async () => {
      const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
      await once(server, "listening");
      const folder = newFolder("heard");
      const heard = join(folder, "heard");
      const executable = executableFile(join(folder, "pwsh"), [
        `tee ${quoted(heard)} | ${quoted(path)} "$@"`,
      ]);
      const { port } = server.address() as AddressInfo;
      try {
        const remote = { host: "127.0.0.1", port, user: "svc", password: "canary", executable };
        await assert.rejects(open(remote).run("echo a"), {
          code: "UNSUPPORTED_OS",
          message: /needs Windows on the machine that runs Pulumi.*transport: "winrm"/,
        });
      } finally {
        server.close();
      }
      assert.ok(existsSync(heard));
      const said = readFileSync(heard, "utf8");
      assert.match(said, /ipsec:language/);
      assert.doesNotMatch(said, /ReadLine|canary|Y2FuYXJ5/);
    });

    it("takes a session that ends without an answer, as before 7.1, for a computer that went down", async () => {
      const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const executable = profiled(
        [
          asWindows,
          "$PSModuleAutoLoadingPreference = 'None'",
          "function New-PSSessionOption { param($OpenTimeout, $IdleTimeout, $MaxConnectionRetryCount, [switch]$NoMachineProfile) 1 }",
          "function New-PSSession { param($ComputerName, $Port, $SessionOption, [switch]$UseSSL, $Credential) 'session' }",
          "function Remove-PSSession { param($Session) }",
          "function Invoke-Command { param($Session, $ScriptBlock, $ArgumentList) if (-not $ArgumentList) { & $ScriptBlock } }",
        ].join("\n"),
      );
      try {
        const remote = { host: "127.0.0.1", port, user: "svc", password: "x", executable };
        await assert.rejects(open(remote).run("echo a"), {
          code: "UNREACHABLE",
          commandMayHaveRun: true,
          message: /the session ended without an answer; the computer may have gone down/,
        });
      } finally {
        server.close();
      }
    });
  });
}
