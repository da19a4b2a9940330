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
  hint: "This is a fault of this package: please report it with this message.",
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
    problem: "the host knows the account but lets it open no shell",
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
    problem: "the host did not finish the request in the time it was given",
    hint: "Check the load of the host, or raise timeouts.commandSeconds.",
  },
  {
    kind: "unknown shell",
    codes: [0x8033805b],
    subcodes: ["InvalidSelectors"],
    remedy: "new shell",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the host no longer knows the shell or its command",
    hint: "The host, or its WinRM service, was restarted, or someone ended the shell. The next run looks at what is there.",
  },
  {
    kind: "aborted",
    codes: [995, 0x800703e3],
    subcodes: [],
    remedy: "none",
    error: "UNREACHABLE",
    nothingDone: false,
    problem: "the host aborted the request, as it does when it or its WinRM service shuts down",
    hint: "Wait until the host is up again. The next run looks at what is there.",
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
    problem: "the account already has as many shells on the host as it may (MaxShellsPerUser)",
    hint: "See them with `winrm enumerate shell` on the host and end those left behind; each dies by itself after its idle time-out. `winrm get winrm/config/winrs` shows the quota.",
  },
  {
    kind: "too many operations",
    codes: [0x803381a6],
    subcodes: [],
    remedy: "new shell",
    error: "UNREACHABLE",
    nothingDone: true,
    problem:
      "the account already has as many operations on the host as it may (MaxConcurrentOperationsPerUser)",
    hint: "End shells left behind (`winrm enumerate shell` on the host), or wait until they die by their idle time-out.",
  },
  {
    kind: "quota",
    codes: [],
    subcodes: ["QuotaLimit"],
    remedy: "wait",
    error: "UNREACHABLE",
    nothingDone: true,
    problem: "the account has used up a quota of the host's",
    hint: "End shells left behind (`winrm enumerate shell` on the host), or wait until they die by their idle time-out. `winrm get winrm/config/winrs` shows the quotas.",
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
    problem: "the host does not find its own command processor",
    hint: "Check the environment of the account on the host: cmd.exe must be found through ComSpec and Path.",
  },
  {
    ...ourFault,
    kind: "command too long",
    codes: [206, 0x800700ce],
    subcodes: [],
    problem: "the command is longer than the host takes",
  },
  {
    ...ourFault,
    kind: "invalid parameter",
    codes: [87, 0x80070057],
    subcodes: ["InvalidParameter", "InvalidOptions"],
    problem: "the host does not accept a value of the request",
  },
  {
    ...ourFault,
    kind: "schema",
    codes: [0x80338041],
    subcodes: ["SchemaValidationError"],
    problem: "the host does not accept the form of the request",
  },
  {
    ...ourFault,
    kind: "invalid timeout",
    codes: [0x8033800f],
    subcodes: ["InvalidTimeout"],
    problem: "the host does not accept the time-out of the request",
  },
  {
    ...ourFault,
    kind: "no such class",
    codes: [0x8033801a],
    subcodes: ["DestinationUnreachable"],
    problem: "the host does not have what the request is for",
    hint: "Check that the host runs Windows and that remote shells (winrs) are part of it.",
  },
  {
    kind: "not understood",
    codes: [],
    subcodes: ["MustUnderstand", "VersionMismatch"],
    remedy: "none",
    error: "PROTOCOL",
    nothingDone: true,
    problem: "the host does not understand a header that every Windows since 2008 R2 does",
    hint: "Check that it is WinRM that listens there: other systems speak parts of WS-Management too.",
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
  problem: "the host answered with a fault",
  hint: "Look the fault up with `winrm helpmsg` and its number on a Windows host.",
};

/** The same while a command may run: what became of it is not known. */
export const unnamedFaultLater: FaultRow = {
  ...unnamedFault,
  error: "UNREACHABLE",
  problem: "the host answered with a fault, and what became of the command is not known",
};
