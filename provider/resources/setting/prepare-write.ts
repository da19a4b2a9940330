import { AccessDeniedError, BackupFailedError, UnexpectedOutputError } from "../../errors";
import type { Host } from "../../hosts/host";
import { ask, askFacts, type Fact, further, type Question } from "../../windows/fact";
import { elevation } from "../../windows/identity";
import { listsKey } from "../../windows/registry-answer";
import { exportKey, queryKey } from "../../windows/registry-value";
import type { LifecycleContext } from "../context";

/**
 * Exports the one service key to a folder on the host, in one round trip, and names the file. Throws BackupFailedError
 * unless the same line lists the key, so that what is exported is not empty, and the export ends with 0, which it does not
 * for a missing folder or a full disk. The file's size cannot be read with the few programs that we use.
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
  log.progress(`exporting ${registryPath}`);
  const problem = await ask(host, askToExport(registryPath, file));
  if (problem === undefined) {
    log.info(`${host.name}: exported ${registryPath} to ${file}`);
    return;
  }
  throw new BackupFailedError({
    operation: `export ${registryPath} to ${file}`,
    host: host.name,
    problem,
    hint: "Nothing was written. Check that the folder exists, that the account may write to it, and that the disk is not full.",
  });
}

/** Exports a key; what stands against its success, if anything, as a clause. */
export function askToExport(
  registryPath: string,
  file: string,
  nonce?: string,
): Question<string | undefined> {
  const facts = { export: exportFact(registryPath, file) };
  return further(askFacts(facts, { nonce }), (reading) =>
    reading.state === "unread" ? `the answer cannot be read: ${reading.came}` : reading.values.export,
  );
}

function exportFact(registryPath: string, file: string): Fact<string | undefined> {
  return {
    query: [queryKey(registryPath), exportKey(registryPath, file)],
    read: ([listing, exported]) => {
      if (exported?.succeeded !== true) return "reg.exe failed";
      return listing !== undefined && listsKey(listing, registryPath)
        ? undefined
        : "reg.exe ended with exit code 0, but the key was not listed first";
    },
  };
}

const operation = "change the registry of this machine";

/**
 * Makes sure, before anything is written, that commands on the machine that runs Pulumi have an administrator's rights: there they depend
 * on how the terminal was started, not on a logon. Another host is not asked. Throws AccessDeniedError, and UnexpectedOutputError where the
 * answer does not tell: every Windows that Pulumi runs on names the level.
 */
export async function requireElevation(host: Host): Promise<void> {
  if (host.isThisMachine !== true) return;
  const reading = await ask(host, askFacts({ elevation }));
  const found = reading.state === "unread" ? reading : reading.values.elevation;
  if (typeof found !== "boolean") throw notTold(host.name, found.came);
  if (found) return;
  throw new AccessDeniedError({
    operation,
    host: host.name,
    problem: "this program runs without administrator rights; nothing was written",
    hint: 'Start the terminal with "Run as administrator" (KB 926179, step 2) and run the same command again; Pulumi does not elevate itself.',
  });
}

function notTold(host: string, came: string): UnexpectedOutputError {
  return new UnexpectedOutputError({
    operation,
    host,
    problem: `it is not known whether this program is elevated: ${came}; nothing was written`,
    hint: "Run `%SystemRoot%\\System32\\whoami.exe /groups` in the same terminal: it must name one integrity level (S-1-16-...).",
  });
}
