import type { RegistryValue } from "../../provider/windows/registry-value";
import type { BootIdBehaviour } from "../lab/simulated/boot-records";
import type { PowerBehaviour } from "../lab/simulated/power";
import type { GuardKind, HindranceDeed } from "./hindrances";
import type { Window } from "./wall-time";

/** When, and past what, a program lets its host be restarted. */
export interface Permissions {
  readonly ifUsersLoggedOn?: "postpone" | "proceed" | "fail";
  readonly disconnectedSessions?: "count" | "ignore";
  readonly postponeAtMostDays?: number;
  readonly alsoIf?: readonly Exclude<GuardKind, "container">[];
  readonly window?: Window | undefined;
  readonly foreignShutdown?: "join" | "replace" | "fail";
  readonly readyWhen?: { readonly services: readonly string[] } | undefined;
  /** The groups of the hosts: one host after another takes the next, and the first again after the last. */
  readonly groups?: readonly Group[];
}

/** The group of a host. */
export interface Group {
  readonly name: string;
  readonly maxUnavailable?: number;
  readonly stopAfterFailures?: number;
  readonly settleSeconds?: number;
  readonly order?: number;
}

/** What a program declares on its hosts, and how: a `NatTraversal` component with these arguments. */
export interface Program extends Permissions {
  /** Pulumi's name of the component; another name without an alias is another resource. */
  readonly name: "old" | "new";
  /** Where one component of it stands. */
  readonly place?: Place;
  readonly behindNat: "none" | "client" | "server" | "both";
  readonly reboot: "never" | "ifRequired";
  readonly ifUnknown?: "leave" | "reboot";
  readonly onDelete?: "restore" | "remove" | "keep";
  readonly overwriteForeignChange?: boolean;
  readonly bootMarker?: boolean;
  readonly acceptMachine?: boolean;
  readonly onUnreachable?: { readonly refresh?: "keep"; readonly delete?: "forget" };
  /** The resource option: a delete is refused. */
  readonly protect?: boolean;
  /** The resource option `ignoreChanges: ["behindNat"]`. */
  readonly ignoreBehindNat?: boolean;
}

/** One host of a program, in one stack. */
export interface Place {
  readonly address: string;
  /** Which of the hosts it is, counted from 1. */
  readonly at: number;
  readonly stack: "dev" | "other";
}

/** The machines that there are: `clone` was made of `home` without sysprep, `stranger` is another computer. */
export type MachineName = "home" | "stranger" | "clone";

/** What people and machines do, between the steps of Pulumi or in the middle of one. */
export type Deed =
  /** Another hand sets the value, or removes it. */
  | { readonly do: "set"; readonly value: RegistryValue }
  | { readonly do: "spoil the marker"; readonly how: "gone" | "nonsense" }
  /** A full restart by hand that is over at once. */
  | { readonly do: "restart by hand" }
  /** The same after a repair, which makes BootId and the event log count from 1. */
  | { readonly do: "restart with numbers from 1" }
  | { readonly do: "power cut" }
  | { readonly do: "fast startup" }
  /** A person at the host types `shutdown -a`. */
  | { readonly do: "shutdown -a" }
  | { readonly do: "clear the event log" }
  | { readonly do: "bootId"; readonly behaves: BootIdBehaviour }
  | { readonly do: "refuse the marker"; readonly refused: boolean }
  /** A policy that puts a value back at each start; "nothing" ends it. */
  | { readonly do: "at each start"; readonly set: RegistryValue | "nothing" }
  /** A person takes a checkpoint of the virtual machine, or reverts it to the last one: registry, marker, event log and BootId go back. */
  | { readonly do: "take a checkpoint" }
  | { readonly do: "revert to the checkpoint" }
  /** The host's accounts are refused, as by a controller that cannot be reached, or accepted again. */
  | { readonly do: "logons"; readonly are: "accepted" | "refused" }
  /** From now on this machine answers at the address. */
  | { readonly do: "address moves"; readonly to: MachineName }
  /** The clock of the machine that runs Pulumi is set. */
  | { readonly do: "clock step"; readonly seconds: number }
  /** A person at the host types `shutdown -r`. */
  | { readonly do: "schedule a restart"; readonly seconds: number }
  /** From now on it stays dark after a restart, or returns from it; one that is dark is switched on then. */
  | { readonly do: "power"; readonly returns: boolean }
  | HindranceDeed
  | { readonly do: "wait"; readonly seconds: number };

/** What happens to one command of Pulumi; `afterWrites` ends the line after so many of its registry writes. */
export type Mishap =
  | { readonly do: "cut"; readonly when: "before" | "during" | "after"; readonly afterWrites?: number }
  | { readonly do: "silence"; readonly run: boolean }
  | { readonly do: "delay"; readonly seconds: number }
  | { readonly do: "crash" }
  /** An empty answer with exit code 0, as of a command that Windows killed. */
  | { readonly do: "empty answer"; readonly run: boolean }
  /** A program of the line ends so at once, without doing anything. */
  | {
      readonly do: "program fails";
      readonly name: "quser" | "reg" | "tasklist" | "manage-bde" | "shutdown";
      readonly exitCode: number;
    }
  /** The engine ends the provider, as at the second Ctrl-C: it may still take back what it asked for. */
  | { readonly do: "interrupt" }
  /** The run is killed. */
  | { readonly do: "kill"; readonly when: "before" | "after"; readonly afterWrites?: number };

/** At which of several hosts, counted from 1; the first by default. */
export interface At {
  readonly on?: number;
}

/** A deed or a mishap at the nth command of a step of Pulumi, counted from 1: just before it, or to it. */
export type Event = At & { readonly at: number } & (Deed | Mishap);

/** What somebody does with Pulumi. */
export interface PulumiStep {
  readonly do: (typeof pulumiSteps)[number];
  /** Another stack that declares the same hosts. */
  readonly stack?: "other";
  readonly events?: readonly Event[];
}

/** The program is edited. */
export interface Edit {
  readonly do: "edit";
  readonly to: Partial<Program>;
}

export type Step = PulumiStep | Edit | (At & Deed);

/** What a machine is like; all machines of a life are alike. */
export interface Traits {
  /** When the life begins; in winter by default. */
  readonly startsAt?: number;
  /** Whether Windows says that it is a server, as it does by default, or a client. */
  readonly kind?: "server" | "client";
  /** The value before anybody touches it. */
  readonly startValue: RegistryValue;
  readonly bootId: BootIdBehaviour;
  /** Whether the System log has the events of a boot. */
  readonly bootEvents: boolean;
  readonly power: Partial<PowerBehaviour>;
  /** Whether it refuses every logon from a boot until its logon prompt shows. */
  readonly refusesWhileBooting?: boolean;
  /** Whether the boards have the id that many boards have. */
  readonly placeholderHardware?: boolean;
}

/** A life of a setting and its reboot, from the first program to the end of all faults. */
export interface Life {
  readonly traits: Traits;
  readonly program: Program;
  readonly steps: readonly Step[];
  /** How many hosts the program declares, each with the same arguments; one by default. */
  readonly hosts?: number;
  /** What Pulumi's `--parallel` is; 8 by default. */
  readonly parallel?: number;
}

const pulumiSteps = [
  "up",
  "up --refresh",
  "up --replace",
  "up --continue-on-error",
  "preview",
  "preview --refresh",
  "refresh",
  "destroy",
  "destroy --target reboot",
] as const;

export function isPulumiStep(step: Step): step is PulumiStep {
  const commands: readonly string[] = pulumiSteps;
  return commands.includes(step.do);
}

const mishaps: readonly string[] = [
  "cut",
  "silence",
  "delay",
  "crash",
  "empty answer",
  "program fails",
  "interrupt",
  "kill",
];

export function isMishap(event: Event): event is { readonly at: number } & Mishap {
  return mishaps.includes(event.do);
}
