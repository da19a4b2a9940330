import { rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../support/run-folder";
import type { LabHost } from "../lab-host";
import { Sshd } from "../openssh/sshd";
import { runToEnd } from "./child";
import { writeCommandScript } from "./command-script";
import { importFixture } from "./fixture";
import { WinePrefix } from "./prefix";
import { registryLines } from "./registry-export";
import { shutdownProgram } from "./shutdown-program";
import { type PowerRequest, Supervisor } from "./supervisor";
import { wineTools } from "./tools";

/** What a wine host offers beyond the contract. */
export interface WineHost extends LabHost {
  /** Everything it writes lies here, inside the run's folder. */
  readonly folder: string;
  /** Every restart and power-off that was asked for with `shutdown` and carried out, in order. */
  readonly powerRequests: readonly PowerRequest[];
  /** Resolves when the host accepts connections again after what is going on now; at once if nothing is. */
  settled(): Promise<void>;
  /** Switches a host on that was powered off. */
  powerOn(): Promise<void>;
}

export interface WineHostOptions {
  /** Seconds of `shutdown -t` that pass in one second; 1 by default. */
  readonly warningSpeed?: number;
}

/**
 * Starts a host of real parts: OpenSSH's sshd on 127.0.0.1, wine's registry, cmd and reg.exe, and a shutdown.exe whose
 * restarts are carried out by stopping sshd and wineserver and starting both again. Takes about 5 seconds and 0.7 GB in
 * the run's folder. Throws if a tool is missing (see missingWineTools).
 */
export async function startWineHost(options: WineHostOptions = {}): Promise<WineHost> {
  const tools = wineTools();
  const folder = newFolder("wine");
  const prefix = new WinePrefix(tools, folder);
  const script = writeCommandScript(folder, tools, prefix);
  const sshd = new Sshd(tools, join(folder, "sshd"), script);

  const halt = async () => {
    await sshd.stop();
    await prefix.halt();
  };
  try {
    await prefix.create(shutdownProgram(tools));
    await importFixture(prefix);
    await sshd.start();
  } catch (fault) {
    await halt();
    rmSync(folder, { recursive: true, force: true });
    throw fault;
  }

  let boots = 0;
  const boot = async () => {
    await prefix.boot();
    boots++;
    await sshd.start();
  };
  // One change of power at a time.
  let lastChange: Promise<void> = Promise.resolve();
  const change = (work: () => Promise<void>) => {
    lastChange = lastChange.then(work);
    return lastChange;
  };
  const reboot = async () => {
    await halt();
    rmSync(join(prefix.driveC, "power", "scheduled"), { force: true });
    await boot();
  };
  const supervisor = new Supervisor(join(prefix.driveC, "power"), options.warningSpeed ?? 1, (request) =>
    change(request.kind === "poweroff" ? halt : reboot),
  );

  return {
    folder,
    connection: {
      transport: "ssh",
      host: "127.0.0.1",
      port: sshd.port,
      user: sshd.user,
      privateKey: sshd.privateKey,
      hostKey: sshd.fingerprint,
    },
    byAnotherHand: async (commandLine) => {
      const { exitCode, output } = await runToEnd(script, [], {
        PATH: process.env.PATH,
        SSH_ORIGINAL_COMMAND: commandLine,
      });
      return { exitCode, output };
    },
    exportRegistry: async () => {
      const services = await prefix.exportText(String.raw`HKLM\SYSTEM\CurrentControlSet\Services`);
      const hardware = await prefix.exportText(String.raw`HKLM\HARDWARE\DESCRIPTION`);
      return registryLines(`${services}\r\n${hardware}`).join("\n");
    },
    restart: () => change(reboot),
    powerOn: () => change(boot),
    settled: () => lastChange,
    get boots() {
      return boots;
    },
    get powerRequests() {
      return supervisor.carriedOut;
    },
    stop: async () => {
      await supervisor.stop();
      await lastChange;
      await halt();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
