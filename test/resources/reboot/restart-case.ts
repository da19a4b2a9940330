import type { RebootInputs, SettingFacts } from "../../../provider/restart/reboot-state";
import type { RegistryValue } from "../../../provider/windows/registry-value";
import type { FaultEffect } from "../../lab/simulated/faults";
import type { HalfOpenStage } from "../../lab/simulated/half-open";
import type { PowerBehaviour } from "../../lab/simulated/power";
import type { SimulatedWindows, SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";

/** One restart: what the host is like and what happens, and what must come out. Times are seconds after the start. */
export interface RestartCase {
  readonly what: string;
  /** The row of docs/scoreboard.md that it plays, such as "F12"; a letter behind the number tells variants apart. */
  readonly row?: string;
  readonly host?: Partial<SimulatedWindowsOptions>;
  readonly account?: Partial<
    Pick<SimulatedWindows, "mayShutDown" | "shutdownCodeInTextOnly" | "notReadyWhileBooting" | "exitCodeBits">
  >;
  /** Keys that the account may not write. */
  readonly refusedKeys?: readonly string[];
  /** Whether the setting left its marker; it does by default. */
  readonly marked?: boolean;
  readonly inputs?: Partial<RebootInputs>;
  readonly setting?: Partial<SettingFacts>;
  /** Commands that ran before, as if typed at the host. */
  readonly before?: readonly string[];
  /** Whether the event log holds nothing, not even that it was cleared. */
  readonly emptyLog?: boolean;
  readonly faults?: readonly {
    readonly when: string;
    readonly nth?: number;
    readonly times?: number;
    readonly effect: FaultEffect;
  }[];
  /** How much before its limit the connection gives a command up, to close what it opened, as WinRM does. */
  readonly givesUpEarlySeconds?: number;
  readonly events?: readonly CaseEvent[];
  /** Something sets the value to this at every boot. */
  readonly setAtBoot?: RegistryValue;
  /** How often `pulumi up --refresh` runs, setting and reboot together; without it the reboot alone is created, once. */
  readonly runs?: number;
  readonly expect: {
    /** "unfinished": the state remembers the request; "failed": there is nothing to remember. */
    readonly result: "done" | "unfinished" | "failed";
    readonly code?: string;
    /** What the message must hold. */
    readonly says?: readonly string[];
    readonly status?: string;
    /** What the evidence must hold; null if there must be none. */
    readonly evidence?: string | null;
    readonly warned?: string;
    readonly boots: number;
    /** Exit codes of the requests that reached Windows. */
    readonly requests: readonly number[];
    readonly atMostSeconds: number;
    readonly atLeastSeconds?: number;
    /** When the host was first seen in its new boot, at the latest. */
    readonly backAtMostSeconds?: number;
    readonly seenDown?: boolean;
  };
}

/** Something that happens to the host while it is restarted. */
export type CaseEvent = { readonly at: number } & (
  | { readonly do: "run"; readonly command: string }
  | { readonly do: "powerOn" | "crash" | "clearLog" | "returns" | "boot" }
  /** A power cycle with Fast Startup. */
  | { readonly do: "fastStartup"; readonly awaySeconds: number }
  /** The next connections hang half open. */
  | { readonly do: "hang"; readonly stage: HalfOpenStage; readonly connections: number }
  /** The clocks on the wall are set forward, or back. */
  | { readonly do: "setClock"; readonly bySeconds: number }
  | { readonly do: "logons"; readonly are: PowerBehaviour["logons"] }
  /** Another machine stands at the address from now on. */
  | { readonly do: "exchange" }
);
