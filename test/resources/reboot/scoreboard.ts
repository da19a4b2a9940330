import { effectiveNumber } from "../../../provider/nat-traversal/nat-traversal-value";
import type { Played } from "./play-case";

/**
 * What a restart came to, from the best to the worst. "done": the host was restarted once, and that is what is said. "told": it was not, or it is
 * not known, and that is what is said. "wrong": what is said is not so, the host is restarted too often, or there is no end. "none": no such case.
 */
export type Rank = "done" | "told" | "wrong" | "none";

export interface Verdict {
  readonly rank: Rank;
  /** In a few words; may be empty. */
  readonly says: string;
}

/** What was found of another tool, in our words. */
export interface PeerVerdict extends Verdict {
  readonly rows: readonly string[];
  /** Whether its code was run on a scripted connection, or read. */
  readonly how: "run" | "read";
  /** A sentence. */
  readonly why: string;
}

/** Another tool that restarts Windows. */
export interface Peer {
  readonly name: string;
  readonly of: string;
  /** What was looked at: commit and file. */
  readonly version: string;
  readonly verdicts: readonly PeerVerdict[];
}

/** A row of the scoreboard. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly own: Verdict;
}

/** What this package makes of a case, held against the host that it says it of. */
export function ownVerdict(
  { result, outputs, code, seconds, windows, runs, isAnotherMachine }: Played,
  next?: Played,
): Verdict {
  const duration = `${Math.ceil(seconds)} s`;
  const { status } = outputs ?? {};
  const isActive = result === "done" && status === "active";
  const isUp = windows.power.state === "up" && !isAnotherMachine;
  const isInForce = isUp && effectiveNumber(windows.valueInForce) === 2;
  const taken = windows.shutdownRequests.filter(
    ({ exitCode, commandLine }) => exitCode === 0 && commandLine.includes(ownReason),
  );
  if (taken.length > mostRestarts(runs)) return { rank: "wrong", says: `${taken.length} restarts` };
  if (isActive) return { rank: isInForce && windows.boots > 0 ? "done" : "wrong", says: duration };
  const what = result === "done" ? `status \`${status}\`` : `\`${code}\``;
  const when = seconds < 1 ? "at once" : `after ${duration}`;
  return { rank: "told", says: `${what} ${when}${next === undefined ? "" : `; ${nextText(next)}`}` };
}

/** What the next run comes to, and whether it asks for a restart of its own. */
function nextText({ result, outputs, code, windows }: Played): string {
  const asks = windows.shutdownRequests.length > 0 ? " by a new request" : "";
  return `next run: ${result === "done" ? `\`${outputs?.status}\`${asks}` : `\`${code}\``}`;
}

/** What a request of this package says that nobody else's in these cases does. */
const ownReason = " -d p:2:4 ";

/** One change is worth one restart; something that sets the value back is a change for each run, and no more than two are tried. */
function mostRestarts(runs: number): number {
  return Math.min(runs, 2);
}

const ranks: readonly Rank[] = ["wrong", "told", "done"];

/** Whether a peer ends better than this package does. */
export function isBetter(peer: Verdict, own: Verdict): boolean {
  return peer.rank !== "none" && ranks.indexOf(peer.rank) > ranks.indexOf(own.rank);
}

/** Orders "F2" before "F10", and "F34" before "F34b". */
export function byNumber(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

/** The table, what was looked at, and why each of the others ends as it does. */
export function scoreboardText(rows: readonly Row[], peers: readonly Peer[]): string {
  const heads = ["Row", "What happens", "This package", ...peers.map(({ name }) => name)];
  const lines = rows.map((row) => [row.id, row.what, cell(row.own), ...peers.map((of) => peerCell(of, row))]);
  return [
    ...[tableRow(heads), tableRow(heads.map(() => "---")), ...lines.map(tableRow), ""],
    ...["## Where another tool is better", "", ...betterLines(rows, peers), ""],
    ...["## Why they end so", ""],
    ...peers.flatMap((of) => [...reasons(of), ""]),
  ]
    .join("\n")
    .trimEnd();
}

/** What a peer was found to do in a row. */
export function verdictOf(peer: Peer, row: string): PeerVerdict {
  const verdict = peer.verdicts.find(({ rows }) => rows.includes(row));
  if (verdict === undefined) throw new Error(`${peer.name} has no verdict for ${row}`);
  return verdict;
}

function peerCell(peer: Peer, { id, own }: Row): string {
  const verdict = verdictOf(peer, id);
  const text = cell(verdict);
  return `${isBetter(verdict, own) ? `**${text}**` : text} (${verdict.how})`;
}

function cell({ rank, says }: Verdict): string {
  const word = rank === "none" ? "–" : rank;
  return says === "" ? word : `${word}: ${says}`;
}

function betterLines(rows: readonly Row[], peers: readonly Peer[]): string[] {
  const lines = rows.flatMap(({ id, what, own }) => {
    const better = peers.filter((peer) => isBetter(verdictOf(peer, id), own));
    if (better.length === 0) return [];
    return [`- ${id} (${what}): ${better.map(({ name }) => name).join(", ")}.`];
  });
  return lines.length === 0 ? ["In no row."] : lines;
}

function reasons({ name, of, version, verdicts }: Peer): string[] {
  const lines = verdicts.map(({ rows, how, why }) => `- ${rows.join(", ")} (${how}): ${why}`);
  return [`### ${name}`, "", `Of ${of}. Looked at: ${version}.`, "", ...lines];
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}
