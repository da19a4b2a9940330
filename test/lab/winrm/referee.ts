import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { keepAccount } from "../wine/child";

/** A Python program that takes one JSON object a line and answers with one, until its standard input ends. */
export class Referee {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private errors = "";
  private last: Promise<unknown> = Promise.resolve();

  constructor(python: string, script: string, environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(python, ["-W", "ignore", join(__dirname, script)], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    keepAccount(this.child);
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    stderr.setEncoding("utf8").on("data", (text: string) => {
      if (this.errors.length < 4096) this.errors += text;
    });
    this.reader = createInterface({ input: stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** Asks one thing after another; rejects with what the program wrote if it ends instead of answering. */
  ask<Answer>(question: object): Promise<Answer> {
    const answer = this.last.then(async () => {
      this.child.stdin?.write(`${JSON.stringify(question)}\n`);
      const line = await this.lines.next();
      if (line.done === true) throw new Error(`the referee ended: ${this.errors.trim()}`);
      return JSON.parse(line.value) as Answer;
    });
    this.last = answer.catch(() => {});
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
    this.reader.close();
  }
}
