import type { Clock } from "../../../provider/clock";
import type { RegistryValue } from "../../../provider/windows/registry-value";
import { type BootIdBehaviour, BootRecords } from "./boot-records";
import { runCmd } from "./cmd";
import { carryOut } from "./delivery";
import { environmentOf } from "./environment";
import { EventLog } from "./event-log";
import { type Delivery, FaultScript } from "./faults";
import { FileStore } from "./file-store";
import { autoLogonChecked, installWindows, services, startWindows } from "./fixture";
import type { HalfOpenStage } from "./half-open";
import { InProcessHost } from "./in-process-host";
import type { Interpreter, Machine, ProgramResult, ShutdownRequest } from "./machine";
import { asConsoleBytes, type Language } from "./messages";
import { Occupants } from "./occupants";
import { plainLine } from "./plain-line";
import { Power, type PowerBehaviour } from "./power";
import { fullKeyName, SimulatedRegistry } from "./registry";
import type { RegistryToolFormat } from "./registry-text";
import { type Release, type ReleaseName, releases } from "./releases";
import { Services } from "./services";

/** What a machine can be told to be; what is left out is an English Windows Server 2022 with an elevated user. */
export interface SimulatedWindowsOptions {
  readonly clock: Clock;
  readonly computerName?: string;
  readonly machineGuid?: string;
  readonly hardwareId?: string;
  readonly os?: ReleaseName;
  readonly language?: Language;
  /** `DOMAIN\user`. */
  readonly user?: string;
  /** The setting before anybody touches it; absent by default. */
  readonly startValue?: RegistryValue;
  /** The account's shell is a 32-bit program, as some servers start. */
  readonly shellIs32Bit?: boolean;
  /** "counts" by default, but "missing" before Vista. */
  readonly bootId?: BootIdBehaviour;
  readonly power?: Partial<PowerBehaviour>;
}

/** The value this package is about. */
export const settingName = "AssumeUDPEncapsulationContextOnSendRule";

/** A Windows machine without a network: registry, programs, power and faults, on an injected clock. */
export class SimulatedWindows implements Machine {
  readonly clock: Clock;
  readonly registry = new SimulatedRegistry();
  readonly occupants = new Occupants(this.registry);
  readonly eventLog = new EventLog();
  readonly services: Services;
  readonly files = new FileStore();
  readonly faults = new FaultScript();
  readonly power: Power;
  readonly release: Release;
  readonly language: Language;
  readonly computerName: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Every command line that arrived over a transport, in order and in its plain form: the round trips. */
  readonly commands: string[] = [];
  readonly shutdownRequests: ShutdownRequest[] = [];
  readonly refusedKeys = new Map<string, "write" | "readAndWrite">();
  registryToolFormat: RegistryToolFormat;
  /** Whether the account's token is a full administrator's. */
  elevated = true;
  /** Whether the account may shut the machine down. */
  mayShutDown = true;
  /** A policy disables reg.exe. */
  registryToolsDisabled = false;
  /** shutdown.exe ends with 1 and names the code in its text only. */
  shutdownCodeInTextOnly = false;
  /** shutdown.exe answers 21 between boot and settling. */
  notReadyWhileBooting = false;
  /** How many low bits of an exit code arrive: 32 with Windows' own sshd, 8 with others. */
  exitCodeBits: 8 | 32 = 32;
  /** The setting as the services found it at the last boot. */
  valueInForce: RegistryValue = { type: "absent" };
  /** What a start-up script of the account's shell (cmd's AutoRun, PowerShell's profile) makes of the output of a line. */
  startUpScript: (output: string) => string = (output) => output;
  /** Where the next connections hang half open, one entry a connection that is made while it is up; in this process only. */
  readonly hangingConnections: HalfOpenStage[] = [];
  /** Called with every command line that arrives over a transport. */
  onCommand: ((commandLine: string) => void) | undefined;
  replaced: Machine["replaced"];
  readonly bootRecords: BootRecords;

  constructor(options: SimulatedWindowsOptions) {
    this.clock = options.clock;
    this.release = releases[options.os ?? "2022"];
    this.language = options.language ?? "en";
    this.registryToolFormat = this.isFive ? "xp" : "vista";
    const computerName = options.computerName ?? "LAB-WIN01";
    this.computerName = computerName;
    this.user = options.user ?? `${computerName}\\Administrator`;
    this.environment = environmentOf(computerName, this.user, options.shellIs32Bit);
    this.power = new Power(options.clock, {
      ...{ shutdownSeconds: 0, bootSeconds: 30, settleSeconds: 10, furtherBootsAfterSeconds: [] },
      ...{ afterRestart: "returns", connections: "dropped", connectSeconds: 0 },
      ...{ logons: "accepted", ...options.power },
    });
    this.services = new Services(options.clock, this.power);
    installWindows(this.registry, {
      release: this.release,
      computerName,
      machineGuid: options.machineGuid ?? "6f2c7a3e-54d1-4c0e-9b1a-3f8e2d70c915",
      hardwareId: options.hardwareId ?? "{8d3c1f60-2b7e-11ee-9c4a-0242ac120002}",
    });
    this.bootRecords = new BootRecords(this, options.bootId ?? (this.isFive ? "missing" : "counts"));
    this.setting = options.startValue ?? { type: "absent" };
    this.power.listen({
      booted: () => this.start(),
      settled: () => this.registry.createKey(autoLogonChecked, { volatile: true }),
    });
    this.start();
    this.registry.createKey(autoLogonChecked, { volatile: true });
  }

  /** The key that holds the setting on this release. */
  get settingKey(): string {
    return `${services}\\${this.release.serviceKey}`;
  }

  /** Whether this is Windows XP or Server 2003. */
  get isFive(): boolean {
    return this.release.currentVersion.startsWith("5.");
  }

  get setting(): RegistryValue {
    return this.registry.get(this.settingKey, settingName);
  }

  set setting(value: RegistryValue) {
    this.registry.set(this.settingKey, settingName, value);
  }

  /** How often it has booted since it was made. */
  get boots(): number {
    return this.power.boots;
  }

  /** Refuses a key to this account, whatever its token. */
  refuseKey(key: string, what: "write" | "readAndWrite"): void {
    this.refusedKeys.set((fullKeyName(key) ?? key).toLowerCase(), what);
  }

  /** Runs a line as somebody at the machine would: not counted, no faults. */
  async execute(commandLine: string): Promise<ProgramResult> {
    const result = await runCmd(this, commandLine);
    return {
      exitCode: this.arrivingBits(result.exitCode),
      output: asConsoleBytes(result.output),
      errorOutput: asConsoleBytes(result.errorOutput),
    };
  }

  /** What is left of an exit code where it arrives. */
  arrivingBits(exitCode: number): number {
    return this.exitCodeBits === 8 ? exitCode & 0xff : exitCode;
  }

  /**
   * Runs a line that came over a transport: counted, and subject to the script of faults; going down ends it.
   * @param interpret what runs the line; cmd by default
   */
  async deliver(
    commandLine: string,
    interpret: Interpreter = (line) => this.execute(line),
  ): Promise<Delivery> {
    const { timesDown } = this.power;
    const plain = plainLine(commandLine);
    this.commands.push(plain);
    this.onCommand?.(plain);
    const delivery = await carryOut(this, plain, async () => {
      const result = await interpret(commandLine);
      return { ...result, output: this.startUpScript(result.output) };
    });
    const stillThere = delivery.kind === "cut" || this.power.timesDown === timesDown;
    return stillThere ? delivery : new Promise(() => {});
  }

  /** Switches off and on again under Fast Startup, away for so many seconds: the kernel session and its volatile keys live on. */
  fastStartup(awaySeconds = 0): void {
    if (awaySeconds > 0) this.power.hibernate(awaySeconds);
    this.eventLog.add("Microsoft-Windows-Kernel-Boot", 27, this.clock.now(), { BootType: "1" });
  }

  /** Boots at once, without any time passing. */
  boot(): void {
    this.power.bootAtOnce();
  }

  /** Services and hardware description, one line each, sorted. */
  exportRegistry(): string {
    const parts = [services, "HKLM\\HARDWARE\\DESCRIPTION"].flatMap((key) => this.registry.export(key));
    return parts.sort().join("\n");
  }

  /** A transport without a network, for tests on a manual clock. */
  asHost(name = "vpn01", shell: "cmd" | "powershell" = "cmd"): InProcessHost {
    return new InProcessHost(name, this, shell);
  }

  private start(): void {
    startWindows(this.registry);
    this.occupants.clear();
    this.valueInForce = this.setting;
    this.bootRecords.add(this.boots);
  }
}

export { hardwareDescription, services } from "./fixture";
