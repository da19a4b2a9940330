import { AccessDeniedError, UnexpectedOutputError } from "../../errors";
import type { CommandResult, Host } from "../../hosts/host";
import { printable } from "../../sanitize";
import { oneLine } from "../../windows/command-line";
import { readElevation, tokenGroupsCommand } from "../../windows/elevation";

const attempted = "change the registry of this very machine";

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
    attempted,
    host: host.name,
    happened: "this program runs without administrator rights; nothing was written",
    advice:
      'Start the terminal with "Run as administrator" (KB 926179, step 2) and run the same command again; it never raises its own rights.',
  });
}

function notTold(host: string, { exitCode, output, errorOutput }: CommandResult): UnexpectedOutputError {
  const said = printable(output) || printable(errorOutput);
  const answer = said === "" ? "nothing" : `"${said}"`;
  return new UnexpectedOutputError({
    attempted,
    host,
    happened: `it could not be told whether this program is elevated: whoami answered ${answer} (exit code ${exitCode}), which names no integrity level; nothing was written`,
    advice:
      "Run the same command from an elevated terminal whose PATH finds Windows' own whoami, that of %SystemRoot%\\System32, first.",
  });
}
