import { AccessDeniedError, BackupFailedError, UnexpectedOutputError } from "../../errors";
import type { CommandResult, Host } from "../../hosts/host";
import { sanitize } from "../../sanitize";
import { oneLine } from "../../windows/command-line";
import { factsLine, readFacts, takeApart } from "../../windows/fact";
import { elevation } from "../../windows/identity";
import { hasKey } from "../../windows/registry-listing";
import { exportKey, queryKey } from "../../windows/registry-value";
import type { LifecycleContext } from "../context";

/**
 * Exports the one service key to a folder on the host, in one round trip, and names the file. Throws BackupFailedError
 * unless the same line lists the key, so that what is exported is not empty, and reg.exe, last in it, ends with 0, which it does not
 * for a missing folder or a full disk. That an answer without any output is no success guards against a command that was
 * killed, which can look like 0. The file's size cannot be read with the few programs that we use.
 */
export async function backUp(
  { clock, log }: LifecycleContext,
  host: Host,
  registryPath: string,
  hostDirectory: string,
): Promise<void> {
  // The time is ours: on the host it would come in the user's own date format.
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const service = registryPath.slice(registryPath.lastIndexOf("\\") + 1);
  const file = `${hostDirectory.replace(/\\+$/, "")}\\${service}-${time}.reg`;
  log.progress(`${host.name}: exporting ${registryPath}`);
  const commandLine = oneLine([queryKey(registryPath), exportKey(registryPath, file)]);
  const { exitCode, listing } = takeApart(await host.run(commandLine));
  if (exitCode === 0 && hasKey(listing, registryPath)) {
    log.info(`${host.name}: exported ${registryPath} to ${file}`);
    return;
  }
  throw new BackupFailedError({
    operation: `export ${registryPath} to ${file}`,
    host: host.name,
    problem:
      exitCode === 0
        ? "reg.exe ended with exit code 0, but the key was not listed first"
        : `reg.exe ended with exit code ${exitCode}`,
    hint: "Nothing was written. Check that the folder exists, that the account may write to it, and that the disk is not full.",
  });
}

const operation = "change the registry of this machine";

/**
 * Makes sure, before anything is written, that commands on the machine that runs Pulumi have an administrator's rights: there they depend
 * on how the terminal was started, not on a logon. Another host is not asked. Throws AccessDeniedError, and UnexpectedOutputError where the
 * answer does not tell: every Windows that Pulumi runs on names the level.
 */
export async function requireElevation(host: Host): Promise<void> {
  if (host.isThisMachine !== true) return;
  const result = await host.run(factsLine({ elevation }));
  const { elevation: isElevated } = readFacts({ elevation }, takeApart(result));
  if (isElevated === undefined) throw notTold(host.name, result);
  if (isElevated) return;
  throw new AccessDeniedError({
    operation,
    host: host.name,
    problem: "this program runs without administrator rights; nothing was written",
    hint: 'Start the terminal with "Run as administrator" (KB 926179, step 2) and run the same command again; Pulumi does not elevate itself.',
  });
}

function notTold(host: string, { exitCode, output, errorOutput }: CommandResult): UnexpectedOutputError {
  const said = sanitize(output) || sanitize(errorOutput);
  const answer = said === "" ? "nothing" : `"${said}"`;
  return new UnexpectedOutputError({
    operation,
    host,
    problem: `it is not known whether this program is elevated: whoami printed ${answer} (exit code ${exitCode}), without an integrity level; nothing was written`,
    hint: "Run the same command from an elevated terminal in whose PATH %SystemRoot%\\System32 comes first, so that Windows' own whoami runs.",
  });
}
