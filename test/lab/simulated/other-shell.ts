import { failed, type ProgramResult, succeeded } from "./machine";

/** What a shell other than cmd makes of the shell probe; of anything else it makes nothing. */
export function answerOfShell(shell: "powershell" | "bash", command: string): ProgramResult {
  const path = shell === "powershell" ? "C:\\Windows\\System32\\WindowsPowerShell\\v1.0" : "";
  if (!command.startsWith("echo ")) return failed(1, "This simulated shell knows echo only.");
  return succeeded(`${command.slice(5).replace("$PSHOME", () => path)}\r\n`);
}
