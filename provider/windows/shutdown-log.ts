import { quoted } from "./command-line";
import { clearings, type EventKind, isOf, starts, xPathOf } from "./event-log";
import type { Fact } from "./fact";

/*
 * Windows does not tell whether a shutdown is scheduled, when it comes, or whether it is a restart. What its System log holds of shutdowns is
 * all there is. Only the fields of an event are read, never its text; some of the fields are words in the language of the host, which are shown
 * and nothing else.
 */

/** An entry of the System log that bears on a scheduled shutdown; `at` is ISO 8601 UTC, by the clock of the host. */
export type ShutdownEntry =
  | ({ readonly kind: "asked"; readonly at: string } & AskedShutdown)
  /** A scheduled shutdown was called off. */
  | { readonly kind: "calledOff"; readonly at: string; readonly by: string }
  /** Windows started, or its log was cleared: what was before is over, or not told. */
  | { readonly kind: "started" | "cleared"; readonly at: string };

/** What event 1074 tells of a shutdown: raw text from the host, empty where it tells nothing. */
export interface AskedShutdown {
  /** The account in whose name it was asked for. */
  readonly by: string;
  readonly program: string;
  /** "restart" or "power off", in the language of the host. */
  readonly type: string;
  /** In the language of the host. */
  readonly reason: string;
  readonly reasonCode: string;
  readonly comment: string;
}

/** Enough for a restart with updates, which starts Windows several times. */
const mostEntries = 8;

const requests: EventKind = { provider: "User32", ids: [1074] };
const callOffs: EventKind = { provider: "User32", ids: [1075] };

const xPath = xPathOf([
  // In two spellings: of Windows 8 and later, and of those before.
  ...["User32", "USER32"].map((provider) => ({ provider, ids: [...requests.ids, ...callOffs.ids] })),
  ...[starts, clearings],
]);

/** The newest of these entries, newest first (Vista and later); undefined where the answer is not such entries, each whole. */
export const shutdownLog: Fact<readonly ShutdownEntry[] | undefined> = {
  query: `wevtutil qe System ${quoted(`/q:*[System[${xPath}]]`)} /c:${mostEntries} /rd:true /f:xml`,
  read: ([answer]) => {
    if (answer?.succeeded !== true) return undefined;
    const pieces = answer.output.split("</Event>");
    if (pieces.pop()?.trim() !== "") return undefined;
    const entries = pieces.map((piece) => entryIn(piece.trim()));
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  },
};

function entryIn(event: string): ShutdownEntry | undefined {
  if (!/^<Event[ >]/.test(event)) return undefined;
  const time = /<TimeCreated\s[^<>]*SystemTime=['"](\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(event)?.[1];
  if (time === undefined) return undefined;
  const at = `${time}Z`;
  if (isOf(event, starts)) return { kind: "started", at };
  if (isOf(event, clearings)) return { kind: "cleared", at };
  const field = fieldsOf(event);
  if (isOf(event, callOffs)) return { kind: "calledOff", at, by: field(2) };
  if (!isOf(event, requests)) return undefined;
  const [program, reason, reasonCode] = [field(1), field(3), field(4)];
  return { kind: "asked", at, program, reason, reasonCode, type: field(5), comment: field(6), by: field(7) };
}

/** The texts of param1, param2 and so on; empty where there is none. */
function fieldsOf(event: string): (number: number) => string {
  const texts = new Map<string, string>();
  for (const [, name = "", text = ""] of event.matchAll(/<Data\s+Name=['"]param(\d)['"]\s*>([^<]*)<\/Data>/g))
    texts.set(name, withoutEntities(text));
  return (number) => texts.get(String(number)) ?? "";
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function withoutEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
