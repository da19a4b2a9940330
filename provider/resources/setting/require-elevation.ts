import { AccessDeniedError, UnexpectedOutputError } from "../../errors";
import type { CommandResult, Host } from "../../hosts/host";
import { sanitize } from "../../sanitize";
import { oneLine } from "../../windows/command-line";
import { readElevation, tokenGroupsCommand } from "../../windows/elevation";

const operation = "change the registry of this very machine";

/**
 * Makes sure, before anything is written, that commands on this very machine have an administrator's rights: there they depend on how
 * the terminal was started, not on a log-in. Another host is not asked. Throws AccessDeniedError, and UnexpectedOutputError where the
 * answer does not tell: every Windows that Pulumi runs on names the level.
 */
export async function requireElevation(host: Host): Promise<void> {
  if (host.isThisMachine !== true) return;
  const result = await host.run(oneLine([tokenGroupsCommand()]));
  const isElevated = readElevation(result.output);
  if (isElevated === undefined) throw notTold(host.name, result);
  if (isElevated) return;
  throw new AccessDeniedError({
    operation,
    host: host.name,
    problem: "this program runs without administrator rights; nothing was written",
    hint: 'Start the terminal with "Run as administrator" (KB 926179, step 2) and run the same command again; it never raises its own rights.',
  });
}

function notTold(host: string, { exitCode, output, errorOutput }: CommandResult): UnexpectedOutputError {
  const said = sanitize(output) || sanitize(errorOutput);
  const answer = said === "" ? "nothing" : `"${said}"`;
  return new UnexpectedOutputError({
    operation,
    host,
    problem: `it could not be told whether this program is elevated: whoami answered ${answer} (exit code ${exitCode}), which names no integrity level; nothing was written`,
    hint: "Run the same command from an elevated terminal whose PATH finds Windows' own whoami, that of %SystemRoot%\\System32, first.",
  });
}
