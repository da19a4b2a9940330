import { systemClock } from "../../../provider/clock";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import type { PowerShellConnection } from "../../../provider/hosts/powershell/connection";
import type { Computer, ComputerOptions } from "../../lab/powershell-stand-in/computer";
import { PowerShellWorld } from "../../lab/powershell-stand-in/world";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { type OpenHostOptions, openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";

/** Skips a suite that needs the stand-in, and says why. */
export function skipWithoutStandIn(suite: Mocha.Context): void {
  if (process.platform !== "win32") return;
  console.log("      skipped: the stand-in is started by a POSIX shell");
  suite.skip();
}

/** The account that the computers of this lab know. */
export const account = { user: "EXAMPLE\\svc", password: "canary-Pa55 \u00e4'$(calc)" };

/** A world of stand-ins with a machine of its own, and the hosts that a test opens through it. */
export class PowerShellLab {
  readonly windows = new SimulatedWindows({
    clock: systemClock,
    power: { bootSeconds: 0.2, settleSeconds: 0 },
  });
  private readonly hosts: Host[] = [];

  private constructor(readonly world: PowerShellWorld) {}

  static async start(): Promise<PowerShellLab> {
    const lab = new PowerShellLab(await PowerShellWorld.start());
    lab.world.thisMachine = lab.windows;
    return lab;
  }

  addComputer(options: Partial<ComputerOptions> = {}): Promise<Computer> {
    return this.world.addComputer({ windows: this.windows, ...account, ...options });
  }

  /** The local machine. */
  local(changes: Partial<PowerShellConnection> = {}): PowerShellConnection {
    return { transport: "powershell", executable: this.world.executable(), ...changes };
  }

  /** That computer, with the account's credential. */
  remote({ port }: Computer, changes: Partial<PowerShellConnection> = {}): PowerShellConnection {
    return { ...this.local(), host: "127.0.0.1", port, ...account, ...changes };
  }

  /** That computer, with the logon of the account that runs the test. */
  ownLogon({ port }: Computer): PowerShellConnection {
    return { ...this.local(), host: "127.0.0.1", port };
  }

  open(connection: PowerShellConnection, context: Partial<OpenHostOptions> = {}): Host {
    const readSecret = (_property: string, source: unknown) => String(source);
    const host = openHost(connection, {
      clock: stillClock,
      timeouts: defaultTimeouts,
      readSecret,
      ...context,
    });
    this.hosts.push(host);
    return host;
  }

  async end(): Promise<void> {
    for (const host of this.hosts.splice(0)) await host.disconnect();
    this.windows.power.stop();
    await this.world.stop();
  }
}

/** Has each test of a suite begin in a lab of its own, which ends with it. */
export function eachInLab(take: (lab: PowerShellLab) => void): void {
  let lab: PowerShellLab | undefined;
  before(function () {
    skipWithoutStandIn(this);
  });
  beforeEach(async () => {
    lab = await PowerShellLab.start();
    take(lab);
  });
  afterEach(() => lab?.end());
}
