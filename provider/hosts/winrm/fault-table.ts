/** What the client may do about a fault by itself, before it becomes an error. */
export type FaultRemedy =
  /** Nothing: it is an error. */
  | "none"
  /** Ask for the output again. */
  | "receive again"
  /** If no command can have begun: open another shell, once. */
  | "new shell"
  /** If no command can have begun: wait a little and open another shell, a few times. */
  | "wait";

/** One kind of fault: how it is recognised, and what it means. */
export interface FaultRow {
  readonly kind: string;
  /** Values of f:WSManFault/@Code or of an MSFT_WmiError's error_Code. */
  readonly codes: readonly number[];
  /** Local names of s:Subcode/s:Value, or of s:Code/s:Value; asked only if no row has the code. */
  readonly subcodes: readonly string[];
  readonly remedy: FaultRemedy;
  /** The code of the error that it becomes. */
  readonly error: "ACCESS_DENIED" | "PROTOCOL" | "UNREACHABLE";
  /** Whether it is certain that the host did nothing of what the request asked for. */
  readonly nothingDone: boolean;
  readonly problem: string;
  readonly hint: string;
}

const ourFault = {
  error: "PROTOCOL",
  nothingDone: true,
  remedy: "none",
  hint: "This is a bug in this package: please report it with this message.",
} as const;

/** Every fault that has a name. Sources: MS-WSMV, winerror.h, wsmerror.h, and replies recorded from Windows. */
export const faultTable: readonly FaultRow[] = [
  {
    kind: "access denied",
    codes: [5, 0x80070005],
    subcodes: ["AccessDenied"],
    remedy: "none",
    error: "ACCESS_DENIED",
    nothingDone: true,
    problem: "the host accepted the account but does not let it open a shell",
    // The account tells which causes can apply: see faults.ts.
    hint: "",
  },
  {
    kind: "timed out",
    codes: [0x80338029],
    subcodes: ["TimedOut"],
    remedy: "receive again",
    error: "UNREACHABLE",
    nothingDone: false,
    problem: "the host did not finish the request in time",
    hint: "Check the load on the host, or raise timeouts.commandSeconds.",
  },
  {
    kind: "unknown shell",
    codes: [0x8033805b],
    subcodes: ["InvalidSelectors"],
    remedy: "new shell",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the host no longer has the shell or its command",
    hint: "The host or its WinRM service was restarted, or someone ended the shell. The next run checks the current value.",
  },
  {
    kind: "aborted",
    codes: [995, 0x800703e3],
    subcodes: [],
    remedy: "none",
    error: "UNREACHABLE",
    nothingDone: false,
    problem: "the host aborted the request, as it does when it or its WinRM service shuts down",
    hint: "Wait until the host is up again. The next run checks the current value.",
  },
  {
    kind: "shutting down",
    codes: [1115, 0x8007045b],
    subcodes: [],
    remedy: "none",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the host is shutting down",
    hint: "Wait until the host is up again.",
  },
  {
    kind: "too many shells",
    codes: [0x803381a5],
    subcodes: [],
    remedy: "wait",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the account has reached its limit of shells on the host (MaxShellsPerUser)",
    hint: "List them with `winrm enumerate shell` on the host and end the stale ones; each ends by itself after its idle timeout. `winrm get winrm/config/winrs` shows the limit.",
  },
  {
    kind: "too many operations",
    codes: [0x803381a6],
    subcodes: [],
    remedy: "new shell",
    error: "UNREACHABLE",
    nothingDone: true,
    problem:
      "the account has reached its limit of concurrent operations on the host (MaxConcurrentOperationsPerUser)",
    hint: "End stale shells (`winrm enumerate shell` on the host lists them), or wait until their idle timeout ends them.",
  },
  {
    kind: "quota",
    codes: [],
    subcodes: ["QuotaLimit"],
    remedy: "wait",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the account has used up a quota on the host",
    hint: "End stale shells (`winrm enumerate shell` on the host lists them), or wait until their idle timeout ends them. `winrm get winrm/config/winrs` shows the quotas.",
  },
  {
    kind: "out of memory",
    codes: [8, 14, 1453, 0x80070008, 0x8007000e, 0x800705ad],
    subcodes: [],
    remedy: "wait",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the host is out of memory",
    hint: "Free memory on the host; if it has enough, raise MaxMemoryPerShellMB (`winrm get winrm/config/winrs` shows it).",
  },
  {
    kind: "profile unloading",
    codes: [0x800703fa],
    subcodes: [],
    remedy: "new shell",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the host is still unloading the account's profile",
    hint: "Try again in a minute.",
  },
  {
    kind: "program not found",
    codes: [2, 0x80070002],
    subcodes: [],
    remedy: "none",
    error: "PROTOCOL",
    nothingDone: true,
    problem: "the host cannot find cmd.exe",
    hint: "Check the account's environment on the host: ComSpec and Path must lead to cmd.exe.",
  },
  {
    ...ourFault,
    kind: "command too long",
    codes: [206, 0x800700ce],
    subcodes: [],
    problem: "the command is longer than the host accepts",
  },
  {
    ...ourFault,
    kind: "invalid parameter",
    codes: [87, 0x80070057],
    subcodes: ["InvalidParameter", "InvalidOptions"],
    problem: "the host rejected a value in the request",
  },
  {
    ...ourFault,
    kind: "schema",
    codes: [0x80338041],
    subcodes: ["SchemaValidationError"],
    problem: "the host rejected the format of the request",
  },
  {
    ...ourFault,
    kind: "invalid timeout",
    codes: [0x8033800f],
    subcodes: ["InvalidTimeout"],
    problem: "the host rejected the timeout of the request",
  },
  {
    ...ourFault,
    kind: "no such class",
    codes: [0x8033801a],
    subcodes: ["DestinationUnreachable"],
    problem: "the host does not have the requested resource",
    hint: "Check that the host runs Windows and that remote shells (winrs) are part of it.",
  },
  {
    kind: "not understood",
    codes: [],
    subcodes: ["MustUnderstand", "VersionMismatch"],
    remedy: "none",
    error: "PROTOCOL",
    nothingDone: true,
    problem: "the host does not understand a header that every Windows since Server 2008 R2 understands",
    hint: "Check that WinRM is listening there: other systems implement parts of WS-Management too.",
  },
];

/** A fault without a name, to a request before any command. */
export const unnamedFault: FaultRow = {
  kind: "unnamed",
  codes: [],
  subcodes: [],
  remedy: "none",
  error: "PROTOCOL",
  nothingDone: false,
  problem: "the host returned a fault",
  hint: "Look the fault up with `winrm helpmsg` and its number on a Windows host.",
};

/** The same while a command may run: what became of it is not known. */
export const unnamedFaultLater: FaultRow = {
  ...unnamedFault,
  error: "UNREACHABLE",
  problem: "the host returned a fault, and it is not known what became of the command",
};
