import type { Edition } from "./edition";
import { type Extent, ParseError } from "./refusals";
import type { ErrorDetails, RuntimeError } from "./runtime-error";

/**
 * How an error is shown on standard error. Assumed: a window so wide that no line is wrapped and no offending line is
 * shortened, messages in English, and no colours, as when the stream is redirected.
 */
export function errorView(error: RuntimeError | ParseError, edition: Edition): string {
  if (error instanceof ParseError) return parseErrorView(error, edition);
  const { details } = error;
  if (!edition.isDesktop) return `${conciseSource(details)}: ${details.message}\r\n`;
  const command = details.command ?? details.activity;
  const position = details.extent === undefined ? [] : positionLines(details.extent);
  return lines([
    command === undefined ? details.message : `${command} : ${details.message}`,
    ...position,
    ...categoryLines(details),
  ]);
}

function parseErrorView(error: ParseError, edition: Edition): string {
  const { extent, message } = error;
  if (edition.isDesktop) {
    const details = {
      message,
      fullyQualifiedErrorId: error.errorId,
      category: "ParserError",
      reason: "ParentContainsErrorRecordException",
    };
    return lines([...positionLines(extent), message, ...categoryLines(details)]);
  }
  const { line, number, column, length } = positionOf(extent);
  const marked = `${" ".repeat(column - 1)}${"~".repeat(length)}`;
  return [
    "ParserError: ",
    "Line |",
    `${`${number}`.padStart(4)} | ${line}`,
    `     | ${marked}`,
    `     | ${message}`,
  ]
    .map((text) => `${text}\r\n`)
    .join("");
}

/** What ConciseView has before the colon: the command, or the category, or where there is none the exception's type. */
function conciseSource({ command, activity, category = "InvalidOperation", reason }: ErrorDetails): string {
  return command ?? activity ?? (category === "NotSpecified" ? (reason ?? "Exception") : category);
}

function categoryLines(details: ErrorDetails): string[] {
  const { category = "InvalidOperation", target = ":", reason = "RuntimeException", activity = "" } = details;
  return [
    `    + CategoryInfo          : ${category}: (${target}) [${activity}], ${reason}`,
    `    + FullyQualifiedErrorId : ${details.fullyQualifiedErrorId}`,
  ];
}

function positionLines(extent: Extent): string[] {
  const { line, number, column, length } = positionOf(extent);
  return [
    `At line:${number} char:${column}`,
    `+ ${line}`,
    `+ ${" ".repeat(column - 1)}${"~".repeat(length)}`,
  ];
}

function positionOf({ source, start, end }: Extent): {
  line: string;
  number: number;
  column: number;
  length: number;
} {
  const before = source.slice(0, start).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const line = (source.split("\n")[before.length - 1] ?? "").replace(/\r$/, "");
  const length = Math.max(1, Math.min(end - start, line.length - column + 1));
  return { line, number: before.length, column, length };
}

/** NormalView ends with a line that holds one blank. */
function lines(texts: readonly string[]): string {
  return [...texts, " "].map((text) => `${text}\r\n`).join("");
}
