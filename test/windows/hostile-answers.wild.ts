import { askForDiagnosis } from "../../provider/nat-traversal/diagnosis";
import { markerFact } from "../../provider/nat-traversal/marker";
import { misspeltValues, valuesUnderWrongKeys } from "../../provider/nat-traversal/misplaced-value";
import { valueName } from "../../provider/nat-traversal/nat-traversal-value";
import { askForObservation } from "../../provider/nat-traversal/observation";
import { askForBoot, askForRestartFacts } from "../../provider/restart/observe-boot";
import { bootEvent } from "../../provider/windows/boot-evidence";
import { type Fact, numberFact, valueFact } from "../../provider/windows/fact";
import { frame } from "../../provider/windows/frame";
import { roles } from "../../provider/windows/guards";
import { elevation, machineFacts } from "../../provider/windows/identity";
import { pendingReasons } from "../../provider/windows/pending-reasons";
import { queryKey } from "../../provider/windows/registry-value";
import { serviceState } from "../../provider/windows/services";
import { hiveSessions, loadedHives, quser } from "../../provider/windows/sessions";
import { replaceShutdown, requestRestart } from "../../provider/windows/shutdown";
import { shutdownLog } from "../../provider/windows/shutdown-log";
import { nonce } from "../support/framed";
import { assertLinear, type HostileTexts, repeating } from "../support/growth";

const path = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const key = `\r\n${path.replace("HKLM", "HKEY_LOCAL_MACHINE")}\r\n`;
const event =
  "<Event xmlns='e'><System><Provider Name='Microsoft-Windows-Kernel-General'/><EventID>12</EventID>";

const anything: HostileTexts = {
  blanks: repeating(" "),
  tabs: repeating("\t"),
  "line feeds": repeating("\n"),
  "carriage returns": repeating("\r"),
  "empty lines": repeating("\r\n"),
  zeros: repeating("\0"),
  "one long line": repeating("x"),
  digits: repeating("1"),
  quotes: repeating('"'),
  "letters beyond ASCII": repeating("\xfc"),
};

const ofRegistry: HostileTexts = {
  "keys on one line": repeating("HKEY_"),
  "the key": repeating(key),
  "keys below": repeating(`${key.trim()}\\a\r\n`),
  "one value after its key": repeating(`    ${valueName}    REG_SZ    x\r\n`, key),
  "a text of many equal lines": repeating("x\r\n", `${key}    ${valueName}    REG_SZ    x\r\n`),
  "half a value, all along": repeating(`    ${valueName}    REG_SZ    x\r\n\r\n\r\nx\r\n`, key),
  "a text that ends with empty lines": repeating("\r\n", `${key}    ${valueName}    REG_SZ    x\r\n`),
  columns: repeating("    ", `${key}    ${valueName}`),
  types: repeating("    REG_", `${key}    ${valueName}`),
  "types on one line": repeating("    REG_SZ", `${key}    ${valueName}`, "!"),
  "a long type": repeating("A", `${key}    ${valueName}    REG_`, "!"),
  "a long number": repeating("f", `${key}    ${valueName}    REG_QWORD    0x`),
  "long bytes": repeating("f", `${key}    ${valueName}    REG_BINARY    `),
  "names that are nearly right": repeating(`    ${valueName}s    REG_SZ    x\r\n`, key),
  "pending renames": repeating("\\0\\??\\C:\\a", `${key}    ${valueName}    REG_MULTI_SZ    `),
};

const ofPrograms: HostileTexts = {
  "openings of an event": repeating("<Event "),
  "events without an end": repeating("<Event>"),
  "ends of an event": repeating("</Event>", "<Event>"),
  providers: repeating("<Provider ", "<Event>", "</Event>"),
  "names of a provider": repeating(" Name='x'", "<Event><Provider", "</Event>"),
  "identifiers of an event": repeating("<EventID ", "<Event>", "</Event>"),
  "blanks in an identifier": repeating(" ", `${event.replace("12<", "")}`, "</Event>"),
  "texts of an event": repeating("<Data Name='param1'>", "<Event>", "</Event>"),
  "one long text of an event": repeating("x", "<Event><Data Name='param1'>", "</Event>"),
  "blanks in a text of an event": repeating(" ", "<Event><Data", "</Event>"),
  "times of an event": repeating("<TimeCreated ", "<Event>", "</Event>"),
  "names of a time": repeating(" SystemTime='x'", "<Event><TimeCreated", "</Event>"),
  "whole events": repeating(
    `${event.replace("<System>", "<System><TimeCreated SystemTime='2026-01-01T00:00:00'/>")}</Event>`,
  ),
  "records of an event": repeating("<EventRecordID>", event, "</Event>"),
  "blanks in a record": repeating(" ", `${event}<EventRecordID>`, "x</EventRecordID></Event>"),
  "integrity levels": repeating("S-1-16-"),
  "numbers in brackets": repeating("(1190"),
  "rows of a service": repeating("        STATE : 4  RUNNING\r\n"),
  "blanks before a row": repeating(" ", "", ": 4"),
  "colons of a row": repeating(" :", "", "4"),
  "blanks behind a colon": repeating(" ", "  STATE:", "x"),
};

const ofMarks: HostileTexts = {
  "the text of the marks": repeating(`${nonce}.`),
  "a mark with blanks": repeating(" ", `${nonce}.begin`, "x"),
  "many marks": repeating(`${nonce}.0y\r\n`),
  "many beginnings": repeating(`${nonce}.begin`),
  "a mark with a long number": repeating("1", `${nonce}.begin\r\n${nonce}.`),
  "reasons on one line": repeating(`${nonce}.why.`, `${nonce}.begin\r\n`, `\rx${nonce}.0.1\r\n`),
  "reasons on many lines": repeating(`${nonce}.why.x\r`, `${nonce}.begin\r\n`, `${nonce}.0.1\r\n`),
};

const answer = (output: string) => ({ succeeded: true, output });
const one =
  <T>({ read }: Fact<T>) =>
  (text: string) =>
    read([answer(text)]);
const two =
  <T>({ read }: Fact<T>) =>
  (text: string) =>
    read([answer(text), answer(text)]);
const all =
  <T>({ query, read }: Fact<T>) =>
  (text: string) =>
    read([query].flat().map(() => answer(text)));
const line =
  (read: (result: { exitCode: number; output: string; errorOutput: string }) => unknown) => (text: string) =>
    read({ exitCode: 1, output: text, errorOutput: text });
/** A line in whose first answer the text stands. */
const framed = (count: number, read: Parameters<typeof line>[0]) =>
  line((result) => {
    const rest = Array.from({ length: count }, (_, at) => `${nonce}.${at}y\r\n`);
    return read({ ...result, output: `${nonce}.begin\r\n${result.output}\r\n${rest.join("")}` });
  });

const observation = askForObservation({ host: "vpn01" }, nonce);
const boot = askForBoot("vpn01", true, nonce);
const diagnosis = askForDiagnosis("vpn01", { registryPath: path, came: "" }, nonce);
const request = { warningSeconds: 60, message: "x", guard: { key: path, valueName } };
const restart = requestRestart(request, nonce);
const replacement = replaceShutdown(request, nonce);

const readers: Readonly<Record<string, { read: (text: string) => unknown; of: HostileTexts }>> = {
  "a registry value and its listing": { read: two(valueFact(path, valueName)), of: ofRegistry },
  "a number": { read: one(numberFact(path, valueName)), of: ofRegistry },
  "a marker": { read: two(markerFact), of: ofRegistry },
  "names that are nearly right": { read: one(misspeltValues(path)), of: ofRegistry },
  "values under wrong keys": { read: all(valuesUnderWrongKeys), of: ofRegistry },
  "others' reasons for a restart": { read: all(pendingReasons), of: ofRegistry },
  "the parts of an identity": { read: one(machineFacts.machineGuid), of: ofRegistry },
  "the newest start of the system": { read: one(bootEvent), of: ofPrograms },
  "the log of shutdowns": { read: one(shutdownLog), of: ofPrograms },
  "the state of a service": { read: one(serviceState("RasMan")), of: ofPrograms },
  "who is logged on": { read: one(quser), of: ofPrograms },
  "the accounts that are loaded": { read: one(loadedHives), of: ofRegistry },
  "the sessions of an account": { read: all(hiveSessions("S-1-5-21-1-2-3-1001")), of: ofRegistry },
  "what others depend on": { read: all(roles), of: { ...ofRegistry, ...ofPrograms } },
  "the integrity level": { read: one(elevation), of: ofPrograms },
  "a framed line": { read: line(frame([queryKey(path)], undefined, nonce).takeApart), of: ofMarks },
  "an observation": { read: framed(60, observation.read), of: ofRegistry },
  "why nothing can be read": { read: framed(4, diagnosis.read), of: ofRegistry },
  "which boot it is": { read: framed(10, boot.read), of: ofPrograms },
  "what bears on a restart": { read: framed(30, askForRestartFacts("vpn01", nonce).read), of: ofPrograms },
  "a request for a restart": { read: framed(2, restart.read), of: { ...ofPrograms, ...ofRegistry } },
  "a restart in the place of another shutdown": {
    read: framed(3, replacement.read),
    of: { ...ofPrograms, ...ofRegistry },
  },
};

describe("what a host answers, made to take long", () => {
  for (const [name, { read, of }] of Object.entries(readers)) {
    for (const [what, hostile] of Object.entries({ ...anything, ...of })) {
      it(`is read in time that grows with its length: ${name}, ${what}`, () => assertLinear(read, hostile));
    }
  }
});
