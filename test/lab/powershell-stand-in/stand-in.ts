import { createInterface } from "node:readline";
import { answerMark } from "../../../provider/hosts/powershell/scripts";
import { type HeardScript, hear, type SessionWish } from "./heard-script";
import type { FromWorld, ReportedFailure } from "./messages";
import { WorldLink } from "./world-link";

/*
 * Takes the place of powershell.exe and pwsh.exe where none is installed. It knows the scripts of the transport, each as a whole, acts
 * on the simulated computers, and refuses everything else: it ends with 255, so that no test passes by luck. What it answers is what
 * a real PowerShell answered (test/cases/powershell-recorded, `npm run test:powershell`):
 *
 * - with `-Command -` standard input is read line by line, nothing is echoed and no prompt printed; `[Console]::In.ReadLine()` takes the
 *   next line of the same input, and such data are in no transcript;
 * - at the end of the input it ends, as `exit` does, and closes its remoting sessions; one that is killed leaves them to the other
 *   computer, which closes them after their idle time-out;
 * - an exit code is a signed number of 32 bits.
 */

/** In which modes PowerShell runs here. */
export type LanguageMode = "FullLanguage" | "ConstrainedLanguage";

/** Where the stand-in runs, and as what. */
export interface StandInOptions {
  readonly worldPort: number;
  readonly languageMode: LanguageMode;
}

const neededArguments = "-NoLogo -NoProfile -NonInteractive -NoExit -Command -";
const notKnown = 255;

/** Runs until the input ends, or somebody says exit. */
export async function standIn(options: StandInOptions, given: readonly string[]): Promise<void> {
  const world = new WorldLink(options.worldPort);
  // .NET's console takes a broken pipe for a reader that wants no more.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  await world.tell({ kind: "started", arguments: given, environment: process.env });
  if (given.join(" ").toLowerCase() !== neededArguments.toLowerCase()) {
    process.stderr.write(`This stand-in is started with ${neededArguments} only.\r\n`);
    return leave(world, 64);
  }
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    return done === true ? undefined : String(value);
  };
  const shell = new StandInShell(world, options.languageMode, nextLine);
  for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
    if (line.trim() === "") continue;
    await world.tell({ kind: "said", line });
    const script = hear(line);
    if (script?.kind === "exit") break;
    if (script === undefined || !(await shell.carryOut(script))) {
      process.stderr.write(`This stand-in does not know: ${line}\r\n`);
      return leave(world, notKnown);
    }
  }
  return leave(world, 0);
}

/** What the scripts leave behind for the later ones, and what each does. */
class StandInShell {
  private isDefined = false;
  private secret: string | undefined;
  private session: number | undefined;

  constructor(
    private readonly world: WorldLink,
    private readonly mode: LanguageMode,
    private readonly nextLine: () => Promise<string | undefined>,
  ) {}

  /** Whether the script can be carried out now. */
  async carryOut(script: HeardScript): Promise<boolean> {
    if (script.kind === "languageMode") return print(`${answerMark}language ${this.mode} Windows_NT`);
    if (script.kind === "text") return print(`${answerMark}asked`);
    // Both the library's marks and our scripts call methods, which this mode refuses.
    if (this.mode !== "FullLanguage") return complain("MethodInvocationNotSupportedInConstrainedLanguage");
    if (script.kind === "mark") {
      (script.stream === "Out" ? process.stdout : process.stderr).write(script.text);
      return true;
    }
    if (script.kind === "readSecret") {
      this.secret = Buffer.from((await this.nextLine()) ?? "", "base64").toString("utf8");
      return true;
    }
    if (script.kind === "definitions") {
      this.isDefined = true;
      return print(`${answerMark}ready`);
    }
    return this.isDefined && this.useDefinitions(script);
  }

  private async useDefinitions(script: HeardScript): Promise<boolean> {
    switch (script.kind) {
      case "run":
        return printAnswer(await this.world.ask({ kind: "runHere", line: script.line }));
      case "runRemotely": {
        if (this.session === undefined) return false;
        return printAnswer(await this.world.ask({ kind: "run", session: this.session, line: script.line }));
      }
      case "openSession":
        return this.open(script);
      case "closeSession":
        if (this.session !== undefined) await this.world.ask({ kind: "close", session: this.session });
        this.session = undefined;
        return true;
      default:
        return false;
    }
  }

  private async open({ kind: _, user, ...wish }: { kind: "openSession" } & SessionWish): Promise<boolean> {
    const password = this.secret;
    if (user !== undefined) {
      if (password === undefined) return false;
      this.secret = undefined;
    }
    const credential = user === undefined || password === undefined ? undefined : { user, password };
    const answer = await this.world.ask({ kind: "open", ...wish, credential });
    if (answer.kind !== "opened") return printAnswer(answer);
    this.session = answer.session;
    return print(`${answerMark}opened ${answer.restricted ? "ConstrainedLanguage" : "FullLanguage"}`);
  }
}

function printAnswer(answer: FromWorld): boolean {
  if (answer.kind === "failed") return print(failure(answer));
  if (answer.kind !== "ran") return false;
  const { exitCode, output, errorOutput } = answer;
  return print(
    `${answerMark}ran ${exitCode | 0} ${base64(output, "latin1")} ${base64(errorOutput, "latin1")}`,
  );
}

function failure({ errorId, message }: ReportedFailure): string {
  return `${answerMark}failed ${base64(errorId, "utf8")} ${base64(message, "utf8")}`;
}

function print(line: string): true {
  process.stdout.write(`${line}\r\n`);
  return true;
}

function complain(errorId: string): true {
  process.stderr.write(`FullyQualifiedErrorId : ${errorId}\r\n`);
  return true;
}

function base64(text: string, encoding: "latin1" | "utf8"): string {
  return Buffer.from(text, encoding).toString("base64");
}

async function leave(world: WorldLink, exitCode: number): Promise<void> {
  await world.tell({ kind: "ending" });
  await world.end();
  process.exit(exitCode);
}
