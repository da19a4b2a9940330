import { randomInt } from "node:crypto";
import type { CommandResult, Shell, ShellCommand } from "../hosts/host";
import type { Command, LastCommand } from "./command-line";
import { largestAnswerOf, mostBytesOfAll } from "./largest-answer";
import { type LineAnswer, takeApart } from "./line-answer";
import { lineForCmd } from "./line-for-cmd";
import { lineForPowerShell } from "./line-for-powershell";

/** A line that is sent once, and the reader of its answer. */
export interface FramedLine {
  readonly line: ShellCommand;
  readonly takeApart: (result: CommandResult) => LineAnswer;
}

const letters = "abcdefghijklmnopqrstuvwxyz";

/** A text that no host can know before it is sent: letters and digits, which every shell prints as they are. */
export function newNonce(): string {
  const pick = (from: string) => from.charAt(randomInt(from.length));
  return pick(letters) + Array.from({ length: 9 }, () => pick(`${letters}0123456789`)).join("");
}

/**
 * One line that runs commands one after another, whatever the exit code of each, and lets the host print a mark before the first and
 * after each one, which says how it ended. What is not framed so is not believed: a start-up script may print anything, an answer may
 * be cut, a program may not start, and a value in the registry may hold text that imitates an answer. The marks are new for each line.
 */
export function frame(commands: readonly Command[], last?: LastCommand, nonce = newNonce()): FramedLine {
  const render = (shell: Shell) =>
    shell === "powershell"
      ? lineForPowerShell(commands, last, nonce)
      : lineForCmd(commands, last, nonce, shell);
  const mostBytes = mostBytesOfAll(last === undefined ? commands : [...commands, last.command]);
  return {
    line: Object.assign(render, { mostBytes }),
    takeApart: (result) => takeApart(result, nonce, commands.map(largestAnswerOf)),
  };
}
