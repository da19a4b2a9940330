import { failed, type Machine, type Program, type ProgramResult, succeeded } from "./machine";
import type { Language } from "./messages";

/** Win32 errors that shutdown.exe ends with, and how it words them. */
const errors: Readonly<Record<number, string>> = {
  5: "Access is denied.",
  21: "The device is not ready.",
  87: "The parameter is incorrect.",
  1115: "A system shutdown is in progress.",
  1116: "Unable to abort the system shutdown because no shutdown was in progress.",
  1190: "A system shutdown has already been scheduled.",
};

/** Major:minor reasons of Windows, by whether they stand for a planned or an unplanned shutdown. */
const planned = ["0:0", "1:1", "1:2", "2:3", "2:4", "2:16", "2:17", "2:18", "4:1", "4:2", "5:19", "7:0"];
const unplanned = [
  "0:0",
  "0:5",
  "1:1",
  "1:2",
  "2:2",
  "2:4",
  "2:17",
  "2:18",
  "4:1",
  "4:5",
  "4:6",
  "5:15",
  "5:19",
];

interface Request {
  readonly kind: "restart" | "powerOff" | "abort";
  readonly seconds: number;
  readonly reason: string | undefined;
  readonly comment: string;
}

/** shutdown.exe: the exit code is the Win32 error, which also stands in the text. */
export const shutdown: Program = (machine, argv, commandLine) => {
  const result = decide(machine, argv);
  machine.shutdownRequests.push({ at: machine.clock.now(), commandLine, exitCode: result.exitCode });
  return result;
};

function decide(machine: Machine, argv: readonly string[]): ProgramResult {
  const request = read(argv);
  if (request === undefined)
    return { ...succeeded("Usage: shutdown [-r | -s | -a] [-f] [-t xxx]\r\n"), exitCode: 1 };
  if (!machine.mayShutDown || !machine.elevated) return ended(machine, 5);
  if (request.kind === "abort") {
    if (machine.power.state === "shuttingDown") return ended(machine, 1115);
    if (!machine.power.abort()) return ended(machine, 1116);
    const [param1, param2] = [machine.environment.COMPUTERNAME ?? "", machine.user];
    machine.eventLog.add("User32", 1075, machine.clock.now(), { param1, param2 });
    return succeeded();
  }
  if (
    request.seconds > (machine.isFive ? 600 : 315_360_000) ||
    request.comment.length > (machine.isFive ? 127 : 512)
  ) {
    return ended(machine, 87);
  }
  if (!isKnownReason(request.reason)) return ended(machine, 87);
  if (machine.power.state === "shuttingDown") return ended(machine, 1115);
  if (!machine.power.settled && machine.notReadyWhileBooting) return ended(machine, 21);
  if (machine.power.isScheduled) return ended(machine, 1190);
  machine.power.schedule(request.kind, request.seconds);
  logRequest(machine, request);
  return succeeded();
}

/** How event 1074 words what was asked for, in the language of the host. */
const types: Readonly<Record<Language, Readonly<Record<"restart" | "powerOff", string>>>> = {
  en: { restart: "restart", powerOff: "shutdown" },
  de: { restart: "Neustart", powerOff: "Herunterfahren" },
  fr: { restart: "redémarrer", powerOff: "arrêter" },
};

function logRequest(machine: Machine, { kind, reason, comment }: Request): void {
  if (kind === "abort") return;
  const [, isPlanned, major, minor] = /^(?:([pu]):)?(\d+):(\d+)$/i.exec(reason ?? "") ?? [];
  const code = major === undefined ? 0xff : Number(major) * 0x10000 + Number(minor);
  const computer = machine.environment.COMPUTERNAME ?? "";
  machine.eventLog.add("User32", 1074, machine.clock.now(), {
    param1: `C:\\Windows\\system32\\shutdown.exe (${computer})`,
    param2: computer,
    param3:
      major === undefined ? "No title for this reason could be found" : "Operating System: Reconfiguration",
    param4: `0x${(isPlanned === undefined ? code : 0x80000000 + code).toString(16)}`,
    param5: types[machine.language][kind],
    param6: comment,
    param7: machine.user,
  });
}

function read(argv: readonly string[]): Request | undefined {
  let kind: Request["kind"] | undefined;
  let [seconds, comment, reason]: [number, string, string | undefined] = [30, "", undefined];
  for (let at = 0; at < argv.length; at++) {
    const word = (argv[at] ?? "").toLowerCase().replace(/^\//, "-");
    if (word === "-r" || word === "-s" || word === "-a") {
      if (kind !== undefined) return undefined;
      kind = word === "-r" ? "restart" : word === "-s" ? "powerOff" : "abort";
    } else if (word === "-t") {
      const text = argv[++at] ?? "";
      if (!/^\d+$/.test(text)) return undefined;
      seconds = Number(text);
    } else if (word === "-d") reason = argv[++at] ?? "";
    else if (word === "-c") comment = argv[++at] ?? "";
    else if (word !== "-f") return undefined;
  }
  return kind === undefined ? undefined : { kind, seconds, reason, comment };
}

/** A planned reason without `p:`, or the reverse, makes the command fail. */
function isKnownReason(reason: string | undefined): boolean {
  if (reason === undefined) return true;
  const parts = /^(?:([pu]):)?0*(\d+):0*(\d+)$/i.exec(reason);
  if (parts === null) return false;
  const code = `${parts[2]}:${parts[3]}`;
  return (parts[1]?.toLowerCase() === "p" ? planned : unplanned).includes(code);
}

function ended(machine: Machine, code: number): ProgramResult {
  return failed(machine.shutdownCodeInTextOnly ? 1 : code, `${errors[code]}(${code})`);
}
