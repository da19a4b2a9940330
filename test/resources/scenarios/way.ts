import type { Connection } from "../../../provider/hosts/connect";
import type { Computer, ComputerOptions } from "../../lab/powershell-stand-in/computer";
import type { LanguageMode } from "../../lab/powershell-stand-in/stand-in";
import { PowerShellWorld } from "../../lab/powershell-stand-in/world";
import type { DefaultShell, OpensshVersion } from "../../lab/simulated/default-shell";
import {
  type SimulatedHostOptions,
  type SimulatedWinrmHost,
  startSimulatedHost,
} from "../../lab/simulated/simulated-host";

/** What a scenario can have the host, and what is around it, be. */
export interface SceneOptions {
  readonly host?: SimulatedHostOptions;
  /** How the host takes PowerShell remoting. */
  readonly computer?: Partial<Omit<ComputerOptions, "windows">>;
  /** In which mode the PowerShell of the machine that runs Pulumi is. */
  readonly languageMode?: LanguageMode;
}

/** A running host, and the connection that leads to it. */
export interface ReachedHost {
  readonly lab: SimulatedWinrmHost;
  readonly connection: Connection;
  readonly world?: PowerShellWorld;
  readonly computer?: Computer;
}

/** One way to reach a host: a column of the table. */
export interface Way {
  readonly name: string;
  /** What it is, for readers of the table. */
  readonly words: string;
  readonly transport: Connection["transport"];
  /** Whether it leads to the machine that runs Pulumi. */
  readonly isThisMachine: boolean;
  /** Whether it is played where one way of its transport is enough. */
  readonly isUsual: boolean;
  readonly reach: (options: SceneOptions) => Promise<ReachedHost>;
}

/** Every way, in the order of the table's columns. */
export const ways: readonly Way[] = [
  overSsh("ssh+cmd", "SSH to a host whose shell is cmd, the default of Windows' own sshd", "cmd"),
  // Both PowerShells read our lines alike: npm run test:powershell shows it on a real one, in the ways that both pass arguments on.
  overSsh(
    "ssh+powershell",
    "SSH to a host whose DefaultShell is PowerShell, Windows PowerShell 5.1 or PowerShell 7",
    "powershell",
  ),
  overSsh(
    "ssh 7.7",
    "SSH to OpenSSH 7.7, that of Windows Server 2019, whose DefaultShell is Windows PowerShell: it loses double quotes",
    "powershell",
    "7.7",
  ),
  overSsh("ssh 7.7+cmd", "SSH to OpenSSH 7.7 with cmd as the shell", "cmd", "7.7"),
  overWinrm("http", "WinRM over HTTP, each message sealed by NTLM"),
  overWinrm("https", "WinRM over HTTPS, the certificate pinned"),
  {
    name: "powershell local",
    words:
      '`transport: "powershell"` without `host`: PowerShell runs the commands on the machine that runs Pulumi',
    transport: "powershell",
    isThisMachine: true,
    isUsual: false,
    reach: async ({ host, languageMode }) => {
      const lab = await startHost(host);
      const world = await PowerShellWorld.start(lab.windows);
      const executable = world.executable(languageMode);
      return { lab, world, connection: { transport: "powershell", executable } };
    },
  },
  {
    name: "powershell remoting",
    words: '`transport: "powershell"` with `host`: PowerShell remoting, with a credential',
    transport: "powershell",
    isThisMachine: false,
    isUsual: true,
    reach: async ({ host, computer: more, languageMode }) => {
      const lab = await startHost(host);
      const { user, password } = lab.connection;
      const world = await PowerShellWorld.start();
      // Not as the user who runs this, so that nothing but the credential leads in.
      const account = { user, password, knowsOwnLogon: false };
      const computer = await world.addComputer({ windows: lab.windows, ...account, ...more });
      const executable = world.executable(languageMode);
      const address = { transport: "powershell", host: "127.0.0.1", port: computer.port } as const;
      return { lab, world, computer, connection: { ...address, user, password, executable } };
    },
  },
];

function overSsh(name: string, words: string, shell: DefaultShell, openssh?: OpensshVersion): Way {
  return {
    ...{ name, words, transport: "ssh", isThisMachine: false, isUsual: name === "ssh+cmd" },
    reach: async ({ host }) => {
      const version = openssh === undefined ? {} : { openssh };
      const lab = await startHost({ shell, ...version, ...host });
      return { lab, connection: lab.connection };
    },
  };
}

function overWinrm(scheme: "http" | "https", words: string): Way {
  return {
    ...{ name: `winrm ${scheme}`, words, transport: "winrm" },
    ...{ isThisMachine: false, isUsual: scheme === "https" },
    reach: async ({ host }) => {
      const lab = await startHost(host);
      return { lab, connection: lab.winrmConnections[scheme] };
    },
  };
}

/** Each host is the same machine, so that what is seen over one way can be compared with what is seen over another. */
function startHost(options: SimulatedHostOptions = {}): Promise<SimulatedWinrmHost> {
  return startSimulatedHost({
    ...{ hostSecondsPerSecond: 40, computerName: "SAME", machineGuid: "same", hardwareId: "{same}" },
    ...options,
    winrm: true,
  });
}
