import {
  closeSessionScript,
  definitionScript,
  languageModeScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  secretLines,
} from "../../../provider/hosts/powershell/scripts";
import { shellDetectionLine } from "../../../provider/hosts/shell-detection";
import { applyCommands } from "../../../provider/nat-traversal/apply";
import { diagnoseLine } from "../../../provider/nat-traversal/diagnosis";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import { observeLine } from "../../../provider/nat-traversal/observation";
import { bootLine, restartFactsLine } from "../../../provider/restart/observe-boot";
import { oneLine } from "../../../provider/windows/command-line";
import { factsLine } from "../../../provider/windows/fact";
import { elevation } from "../../../provider/windows/identity";
import {
  absent,
  dword,
  exportKey,
  queryKey,
  type RegistryValue,
} from "../../../provider/windows/registry-value";
import { restartLine } from "../../../provider/windows/shutdown";

/** A script or a line that the product says to PowerShell, with what it is for. */
export interface Spoken {
  readonly name: string;
  readonly text: string;
}

/** The text that the recorded command prints; its quotes and blanks cross unchanged. */
const command = 'echo "a  b" it\'s &exit 3';
const secret = secretLines("pa'ss");
const session = { host: "vpn01", port: 5985, useTls: false, user: undefined, openSeconds: 20 };

/** Every script of the transport in an order in which one process can carry them out; data of the script before have no name. */
export const everyScript: readonly Spoken[] = [
  { name: "language mode", text: languageModeScript },
  { name: "definitions", text: definitionScript },
  { name: "run", text: runScript(command) },
  { name: "secret", text: secret[0] },
  { name: "", text: secret[1] },
  {
    name: "open a session with a credential over TLS",
    text: openSessionScript({ ...session, port: 5986, useTls: true, user: "EXAMPLE\\svc" }),
  },
  { name: "run remotely", text: runRemotelyScript(command) },
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
const write = (value: RegistryValue) => oneLine(applyCommands({ registryPath, marker, write: value }));

/** Every line that SSH hands to PowerShell as the host's default shell. */
export const everyLine: readonly Spoken[] = Object.entries({
  "shell detection": () => shellDetectionLine,
  observe: observeLine,
  diagnose: diagnoseLine(registryPath),
  "write a number": write(dword(2)),
  "write a large number": write({ type: "REG_QWORD", data: "18446744073709551615" }),
  "write bytes": write({ type: "REG_BINARY", data: "02000000FF" }),
  "write a text": write({ type: "REG_SZ", data: "it's; (a) @text, {b} # c" }),
  "write an empty text": write({ type: "REG_SZ", data: "" }),
  "delete the value": write(absent),
  "write without a marker": oneLine(applyCommands({ registryPath, write: dword(1) })),
  "delete without a marker": oneLine(applyCommands({ registryPath, write: absent })),
  "write the marker": oneLine(applyCommands({ registryPath, marker })),
  "read back": oneLine(applyCommands({ registryPath })),
  "write alone": oneLine(applyCommands({ registryPath, write: dword(1) }).slice(0, 1)),
  "delete alone": oneLine(applyCommands({ registryPath, write: absent }).slice(0, 1)),
  "back up": oneLine([queryKey(registryPath), exportKey(registryPath, "C:\\Backup of it\\PolicyAgent.reg")]),
  elevation: factsLine({ elevation }),
  "what a restart needs": restartFactsLine,
  "look which boot it is": bootLine(false),
  "look which boot it is, with the event": bootLine(true),
  "restart if the marker is there": restartLine(request),
  "restart without a marker": restartLine({ ...request, guard: { key: markerKey } }),
}).map(([name, line]) => ({ name, text: line("powershell") }));
