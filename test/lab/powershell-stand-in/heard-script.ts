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
import type { OpenRequest } from "./messages";

/** What a line of standard input asks for. */
export type HeardScript =
  | { readonly kind: "mark"; readonly stream: "Out" | "Error"; readonly text: string }
  | { readonly kind: "languageMode" | "text" | "definitions" | "readSecret" | "closeSession" | "exit" }
  | { readonly kind: "run" | "runRemotely"; readonly line: string }
  | ({ readonly kind: "openSession" } & SessionWish);

/** A session that is asked for; the password was handed over before. */
export type SessionWish = Omit<OpenRequest, "credential"> & { readonly user: string | undefined };

const fixed = new Map<string, HeardScript>([
  [languageModeScript, { kind: "languageMode" }],
  [textScript, { kind: "text" }],
  [definitionScript, { kind: "definitions" }],
  [secretLines("")[0], { kind: "readSecret" }],
  [closeSessionScript, { kind: "closeSession" }],
  ["exit", { kind: "exit" }],
]);

/**
 * Reads a line as one of the scripts that the transport says: as a whole, with nothing more and nothing less. A script with parameters
 * is known by being made again of those that it carries. Undefined for everything else.
 */
export function hear(line: string): HeardScript | undefined {
  return fixed.get(line) ?? mark(line) ?? run(line) ?? openSession(line);
}

/** The library's mark for the end of an answer: a method call, and the one text between double quotes. */
function mark(line: string): HeardScript | undefined {
  const [, stream, text] = /^\[Console\]::(Out|Error)\.Write\("([A-Za-z0-9]+)`n"\)$/.exec(line) ?? [];
  if (text === undefined || (stream !== "Out" && stream !== "Error")) return undefined;
  return { kind: "mark", stream, text: `${text}\n` };
}

function run(line: string): HeardScript | undefined {
  const [, given, milliseconds, most] = / '([A-Za-z0-9+/=]*)',? (\d+),? (\d+)\)\)/.exec(line) ?? [];
  const text = decoded(given);
  if (text === undefined) return undefined;
  const bounds = { milliseconds: Number(milliseconds), mostBytes: Number(most) };
  if (line === runScript(text, bounds)) return { kind: "run", line: text };
  return line === runRemotelyScript(text, bounds) ? { kind: "runRemotely", line: text } : undefined;
}

function openSession(line: string): HeardScript | undefined {
  const texts = [...line.matchAll(/FromBase64String\('([A-Za-z0-9+/=]*)'\)/g)].map(([, text]) =>
    decoded(text),
  );
  const computer = texts.pop();
  const user = texts.pop();
  const port = Number(/ -Port (\d+) /.exec(line)?.[1]);
  const useTls = line.includes(" -UseSSL");
  const openMilliseconds = Number(/ -OpenTimeout (\d+) /.exec(line)?.[1]);
  const idleMilliseconds = Number(/ -IdleTimeout (\d+) /.exec(line)?.[1]);
  if (computer === undefined || !(openMilliseconds > 0)) return undefined;
  // The script leaves some of the seconds for an answer: half of them at most, one at least.
  const spelled = [openMilliseconds / 1000 + 1, openMilliseconds / 500].map((openSeconds) =>
    openSessionScript({ host: computer, port, useTls, user, openSeconds }),
  );
  return spelled.includes(line)
    ? { kind: "openSession", computer, port, useTls, user, idleMilliseconds }
    : undefined;
}

function decoded(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("utf8");
}
