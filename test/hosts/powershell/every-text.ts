import {
  closeSessionScript,
  definitionScript,
  languageModeScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  secretLines,
  textScript,
} from "../../../provider/hosts/powershell/scripts";
import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { applyWrites, type Writes, writeAlone } from "../../../provider/nat-traversal/apply";
import { askForDiagnosis } from "../../../provider/nat-traversal/diagnosis";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { askForObservation } from "../../../provider/nat-traversal/observation";
import { askToExport } from "../../../provider/resources/setting/prepare-write";
import { askForBoot, askForRestartFacts } from "../../../provider/restart/observe-boot";
import { askForObstacles, askForPeople } from "../../../provider/restart/obstacles";
import { askForHiveSessions } from "../../../provider/restart/people";
import { askForServices } from "../../../provider/restart/readiness";
import { bootEvent } from "../../../provider/windows/boot-evidence";
import { askFacts, type Question } from "../../../provider/windows/fact";
import { elevation, machineFacts } from "../../../provider/windows/identity";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { cancelShutdown, replaceShutdown, requestRestart } from "../../../provider/windows/shutdown";
import { shutdownLog } from "../../../provider/windows/shutdown-log";

/** A script or a line that the product says to PowerShell, with what it is for. */
export interface Spoken {
  readonly name: string;
  readonly text: string;
}

/** The text that the recorded command prints; its quotes and blanks cross unchanged. */
const command = 'echo "a  b" it\'s &exit 3';
/** A command's time is ample, so that no answer depends on the machine. */
const bounds = { milliseconds: 59_000, mostBytes: 1_048_576 };
const secret = secretLines("pa'ss");
const session = { host: "vpn01", port: 5985, useTls: false, user: undefined, openSeconds: 20 };

/** Every script of the transport in an order in which one process can carry them out; data of the script before have no name. */
export const everyScript: readonly Spoken[] = [
  { name: "language mode", text: languageModeScript },
  { name: "a text alone", text: textScript },
  { name: "definitions", text: definitionScript },
  { name: "run", text: runScript(command, bounds) },
  { name: "secret", text: secret[0] },
  { name: "", text: secret[1] },
  {
    name: "open a session with a credential over TLS",
    text: openSessionScript({ ...session, port: 5986, useTls: true, user: "EXAMPLE\\svc" }),
  },
  { name: "run remotely", text: runRemotelyScript(command, bounds) },
  { name: "close the session", text: closeSessionScript },
  { name: "open a session with one's own logon", text: openSessionScript(session) },
  { name: "close the session again", text: closeSessionScript },
];

const registryPath = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const marker = {
  id: "0123456789abcdef",
  applied: dword(2),
  valueAtBoot: dword(0),
  previous: absent,
} as const;
const guard = { key: markerKey, valueName: markerName };
const request = { warningSeconds: 60, message: "Pulumi: restart to activate it's setting", guard };
/** Stands for the text that is new for each line. */
const nonce = "nonce0123x";
const write = (writes: Omit<Writes, "registryPath">) => applyWrites({ registryPath, ...writes }, nonce);
const all = (value: RegistryValue) => write({ marker, write: value });

const everyQuestion: Readonly<Record<string, Question<unknown>>> = {
  observe: askForObservation({ host: "vpn01" }, nonce),
  diagnose: askForDiagnosis("vpn01", { registryPath, came: "" }, nonce),
  "write a number": all(dword(2)),
  "write a large number": all({ type: "REG_QWORD", data: "18446744073709551615" }),
  "write bytes": all({ type: "REG_BINARY", data: "02000000FF" }),
  "write a text": all({ type: "REG_SZ", data: "it's; (a) @text, {b} # c" }),
  "write an empty text": all({ type: "REG_SZ", data: "" }),
  "delete the value": all(absent),
  "write without a marker": write({ write: dword(1) }),
  "delete without a marker": write({ write: absent }),
  "write the marker": write({ marker }),
  "read back": write({}),
  "write alone": writeAlone(registryPath, dword(1), nonce),
  "delete alone": writeAlone(registryPath, absent, nonce),
  "back up": askToExport(registryPath, "C:\\Backup of it\\PolicyAgent.reg", nonce),
  elevation: askFacts({ elevation }, { nonce }),
  "the boot event": askFacts({ bootEvent }, { nonce }),
  "which machine it is": askFacts(machineFacts, { nonce }),
  "what a restart needs": askForRestartFacts("vpn01", nonce),
  "what speaks against a restart": askForObstacles(nonce),
  "who is logged on": askForPeople(nonce),
  "whose sessions the registry tells": askForHiveSessions(
    ["S-1-5-21-1004336348-1177238915-682003330-1001"],
    nonce,
  ),
  "whether a service runs": askForServices(["RasMan"], nonce),
  "whether services run": askForServices(["RasMan", "MSSQL$VPN (it's b)"], nonce),
  "take a shutdown back": cancelShutdown(nonce),
  "which shutdowns the log tells of": askFacts({ shutdownLog }, { nonce }),
  "restart in the place of another shutdown": replaceShutdown(request, nonce),
  "the same without a marker": replaceShutdown({ ...request, guard: { key: markerKey } }, nonce),
  "look which boot it is": askForBoot("vpn01", false, nonce),
  "look which boot it is, with the event": askForBoot("vpn01", true, nonce),
  "restart if the marker is there": requestRestart(request, nonce),
  "restart without a marker": requestRestart({ ...request, guard: { key: markerKey } }, nonce),
};

/** Every line that SSH hands to PowerShell as the host's default shell. */
export const everyLine: readonly Spoken[] = [
  { name: "shell detection", text: shellDetectionLine },
  ...Object.entries(everyQuestion).map(([name, { line }]) => ({ name, text: line("powershell") })),
];

/** The same for cmd. */
export const everyCmdLine: readonly Spoken[] = Object.entries(everyQuestion).map(([name, { line }]) => ({
  name,
  text: line("cmd"),
}));

const longText: RegistryValue = { type: "REG_SZ", data: "x".repeat(1_024) };
const longBytes: RegistryValue = { type: "REG_BINARY", data: "AB".repeat(256) };

/** The longest line that the product says: a long text is written beside a marker whose every field is as long as it may be. */
export const longestWrite = applyWrites(
  {
    registryPath,
    write: longText,
    marker: { id: "i".repeat(64), applied: longBytes, valueAtBoot: longBytes, previous: longBytes },
  },
  nonce,
);
