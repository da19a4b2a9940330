import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PowerShellConnection } from "../../../provider/hosts/powershell/connection";
import { Sshd } from "../../lab/openssh/sshd";
import { importFixture } from "../../lab/wine/fixture";
import { WinePrefix } from "../../lab/wine/prefix";
import { shutdownProgram } from "../../lab/wine/shutdown-program";
import { Supervisor } from "../../lab/wine/supervisor";
import { wineTools } from "../../lab/wine/tools";
import { newFolder } from "../../support/run-folder";
import { executableFile, quoted, withProfile } from "./profile-executable";

/** A host of its own registry that real PowerShell remoting reaches and that really restarts. */
export interface RealRemoteHost {
  readonly connection: PowerShellConnection;
  /** How often it has booted since it was started. */
  readonly boots: number;
  /** How many sessions it has opened. */
  readonly sessions: number;
  /** Runs reg.exe there by another hand; gives its output. */
  reg(...args: readonly string[]): Promise<string>;
  /** Ends every session, as a link that breaks does. */
  dropSessions(): Promise<void>;
  restart(): Promise<void>;
  /** Has later sessions begin with a session configuration of these settings; with none as before. */
  configure(settings?: string): void;
  stop(): Promise<void>;
}

/** The account that the near side's profile lets in. */
const account = { user: "EXAMPLE\\svc", password: "pa'ss \u00e4\"$(calc)" };

/**
 * Real PSRP between two real PowerShells: on the near side the Unix build, whose profile sends `New-PSSession -ComputerName` over
 * SSH; on the far side the Windows build behind OpenSSH's sshd, over a wine prefix. WSMan is not there, and neither is Windows.
 */
export async function startRealRemoteHost(near: string, far: string): Promise<RealRemoteHost> {
  const tools = wineTools();
  const folder = newFolder("psrp");
  const prefix = new WinePrefix(tools, folder);
  const script = executableFile(join(folder, "subsystem"), [
    `export WINEPREFIX=${quoted(join(folder, "prefix"))}`,
    ...["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TMPDIR"].map(
      (name) => `export ${name}=${quoted(prefix.environment[name] ?? "")}`,
    ),
    "export WINEDLLOVERRIDES='whoami.exe=n;bcryptprimitives=n;shutdown.exe=n'",
    `configuration=${quoted(join(prefix.driveC, "session.pssc"))}`,
    `if [ -f "$configuration" ]; then set -- -ConfigurationFile 'C:\\session.pssc'; fi`,
    `exec ${quoted(far)} -NoLogo -NoProfile "$@" -sshs`,
  ]);
  // sshd hands a subsystem to the forced command, too.
  const sshd = new Sshd(tools, join(folder, "sshd"), script, ["Subsystem powershell /bin/false"]);
  const halt = async () => {
    await sshd.stop();
    await prefix.halt();
  };
  await prefix.create(shutdownProgram(tools));
  await prepareForPowerShell(prefix, dirname(dirname(far)));
  await importFixture(prefix);
  await sshd.start();
  let boots = 0;
  const restart = async () => {
    await halt();
    rmSync(join(prefix.driveC, "power", "scheduled"), { force: true });
    await prefix.boot();
    boots++;
    await sshd.start();
  };
  const supervisor = new Supervisor(join(prefix.driveC, "power"), 10, restart);
  const executable = nearSide(folder, near, sshd);
  return {
    connection: { transport: "powershell", host: "127.0.0.1", port: sshd.port, ...account, executable },
    get boots() {
      return boots;
    },
    get sessions() {
      return sshd.logins;
    },
    reg: async (...args) => (await prefix.run("reg", args)).output,
    dropSessions: async () => {
      await sshd.stop();
      await sshd.start();
    },
    restart,
    configure: (settings) => {
      const file = join(prefix.driveC, "session.pssc");
      rmSync(file, { force: true });
      const identity = "SchemaVersion = '2.0.0.0'; GUID = '7e0ee64d-1b2c-4f5a-9d54-0a1f8ad0b3c1'";
      if (settings !== undefined) writeFileSync(file, `@{ ${identity}; ${settings} }\n`);
    },
    stop: async () => {
      await supervisor.stop();
      await halt();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Puts the Windows build into a prefix, and what it needs of a newer Windows than wine's. */
async function prepareForPowerShell(prefix: WinePrefix, home: string): Promise<void> {
  const origin = join(home, "prefix", "drive_c");
  symlinkSync(join(origin, "lab"), join(prefix.driveC, "lab"));
  const system = join(prefix.driveC, "windows", "system32");
  for (const name of ["whoami.exe", "bcryptprimitives.dll"]) {
    rmSync(join(system, name), { force: true });
    symlinkSync(join(origin, "windows", "system32", name), join(system, name));
  }
  await prefix.run("winecfg", ["-v", "win10"]);
}

/** The PowerShell of this side: it loads a profile, which the transport forbids, that turns WinRM into SSH. */
function nearSide(folder: string, near: string, sshd: Sshd): string {
  const side = join(folder, "near");
  mkdirSync(side);
  const key = join(side, "key");
  writeFileSync(key, sshd.privateKey, { mode: 0o600 });
  const accepted = Buffer.from(account.password, "utf8").toString("base64");
  return withProfile(
    side,
    near,
    `$env:OS = 'Windows_NT'
function New-PSSessionOption { param($OpenTimeout, $IdleTimeout, $MaxConnectionRetryCount, [switch]$NoMachineProfile) $OpenTimeout }
function New-PSSession {
  param([string]$ComputerName, [int]$Port, $SessionOption, [switch]$UseSSL, [pscredential]$Credential)
  $given = $Credential.GetNetworkCredential()
  $expected = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${accepted}'))
  if ("$($given.Domain)\\$($given.UserName)" -cne '${account.user}' -or $given.Password -cne $expected) {
    throw [Management.Automation.ErrorRecord]::new([Exception]::new('wrong credential'), 'LogonFailure', 'OpenError', $null)
  }
  $options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR'; IdentitiesOnly = 'yes' }
  Microsoft.PowerShell.Core\\New-PSSession -HostName $ComputerName -Port $Port -UserName '${sshd.user}' -KeyFilePath '${key}' -Options $options
}
`,
  );
}
