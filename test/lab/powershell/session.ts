import type { Cmdlet } from "./cmdlet";
import { newObject } from "./cmdlets/new-object";
import { writeOutput } from "./cmdlets/write-output";
import { standardTypes } from "./dotnet/standard-types";
import type { DotnetType } from "./dotnet-object";
import { type Edition, type EditionName, editions } from "./edition";
import { errorView } from "./error-view";
import type { FindProgram, StartProcess } from "./native-program";
import { type ConsoleEncoding, hostSink, type Sink, utf8 } from "./output";
import { parseScript } from "./parse-statements";
import { NotSimulatedError, ParseError } from "./refusals";
import { runStatements } from "./run-statements";
import { ExitRequest, RuntimeError } from "./runtime-error";
import { Scope } from "./scope";
import { sessionVariables } from "./session-variables";
import { TypeTable } from "./type-table";
import type { Value } from "./values";

/** Which parts of the language and of .NET a script may use. */
export type LanguageMode = "FullLanguage" | "ConstrainedLanguage";

/** What a session is and what surrounds it; bytes are one character each. */
export interface SessionOptions {
  readonly edition: EditionName;
  /** Takes what goes to standard output. */
  readonly output: (bytes: string) => void;
  /** Takes what goes to standard error. */
  readonly errorOutput: (bytes: string) => void;
  /** UTF-8 unless told. */
  readonly encoding?: ConsoleEncoding;
  /** "FullLanguage" unless told. */
  readonly languageMode?: LanguageMode;
  /** What `[Console]::In.ReadLine()` reads; null at the end, which is where it stands unless told. */
  readonly readLine?: () => Promise<string | null>;
  /** How `Process.Start` starts a program; there is none unless told. */
  readonly startProcess?: StartProcess;
  /** Which programs commands can name; none unless told. */
  readonly findProgram?: FindProgram;
  /** `$env:`; nothing unless told. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly systemDirectory?: string;
  /** Cmdlets beside Write-Output and New-Object. */
  readonly cmdlets?: readonly Cmdlet[];
  /** Types beside the standard ones, or in place of those of the same name. */
  readonly types?: readonly DotnetType[];
  /** Variables that are there from the beginning. */
  readonly variables?: Readonly<Record<string, Value>>;
}

/** What became of one text. */
export type Outcome =
  /** It came to its end, with or without errors. */
  | { readonly kind: "ended" }
  | { readonly kind: "exit"; readonly exitCode: number }
  /** An error stopped it, since `$ErrorActionPreference` says so. */
  | { readonly kind: "stopped" }
  /** Nothing of it ran; `incomplete` if more text could still make it right. */
  | { readonly kind: "parseError"; readonly incomplete: boolean }
  /** It needs what is not simulated; statements before that have run if it was no matter of syntax. */
  | { readonly kind: "notSimulated"; readonly what: string };

/** A PowerShell that is given one text after another and remembers what they set. */
export class Session {
  readonly edition: Edition;
  readonly languageMode: LanguageMode;
  readonly encoding: ConsoleEncoding;
  readonly types: TypeTable;
  readonly cmdlets: ReadonlyMap<string, Cmdlet>;
  readonly host: Sink;
  scope: Scope;
  /** `$?`. */
  succeeded = true;
  /** `$LASTEXITCODE`; null before any program has run. */
  lastExitCode: number | null = null;
  /** How many `try` bodies are under way: in one of them errors go to its `catch`. */
  tries = 0;

  constructor(readonly options: SessionOptions) {
    this.edition = editions[options.edition];
    this.languageMode = options.languageMode ?? "FullLanguage";
    this.encoding = options.encoding ?? utf8;
    this.types = new TypeTable([...standardTypes(options, this.encoding), ...(options.types ?? [])]);
    this.host = hostSink(this.encoding, options.output);
    this.cmdlets = byName([writeOutput, newObject(this), ...(options.cmdlets ?? [])]);
    const outermost = new Scope();
    for (const [name, value] of Object.entries({ ...sessionVariables(this), ...options.variables })) {
      outermost.define(name, value);
    }
    this.scope = new Scope(outermost);
  }

  /** Runs one text: all of it is parsed before any of it runs. */
  async run(text: string): Promise<Outcome> {
    try {
      await runStatements(this, parseScript(text, this.edition), this.host);
      return { kind: "ended" };
    } catch (error) {
      return this.outcomeOf(error);
    }
  }

  /** Shows an error on standard error. */
  report(error: RuntimeError | ParseError): void {
    this.options.errorOutput(this.encoding.encode(errorView(error, this.edition)));
  }

  private outcomeOf(error: unknown): Outcome {
    if (error instanceof ExitRequest) return { kind: "exit", exitCode: error.exitCode };
    this.succeeded = false;
    if (error instanceof RuntimeError) {
      this.report(error);
      return { kind: "stopped" };
    }
    if (error instanceof ParseError) {
      this.report(error);
      return { kind: "parseError", incomplete: error.incomplete };
    }
    if (!(error instanceof NotSimulatedError)) throw error;
    this.options.errorOutput(this.encoding.encode(`${error.message}\r\n`));
    return { kind: "notSimulated", what: error.what };
  }
}

/** The exit code of a simulated PowerShell that was asked for what is not simulated. */
export const notSimulatedExitCode = 255;

/** Runs one text as `powershell -c TEXT` does; resolves with the exit code of the process, 32 bits without a sign. */
export async function runOnce(options: SessionOptions, text: string): Promise<number> {
  const session = new Session(options);
  const outcome = await session.run(text);
  if (outcome.kind === "exit") return outcome.exitCode >>> 0;
  if (outcome.kind === "notSimulated") return notSimulatedExitCode;
  return outcome.kind === "ended" && session.succeeded ? 0 : 1;
}

function byName(cmdlets: readonly Cmdlet[]): Map<string, Cmdlet> {
  const names = cmdlets.flatMap((cmdlet) =>
    [cmdlet.name, ...(cmdlet.aliases ?? [])].map((name) => [name.toLowerCase(), cmdlet] as const),
  );
  return new Map(names);
}
