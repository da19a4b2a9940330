import { BackupFailedError } from "../../errors";
import type { Host } from "../../hosts/host";
import { exportKey } from "../../windows/registry";
import type { LifecycleContext } from "../context";

/**
 * Exports the one service key into a folder on the host, in one round trip, and names the file. Throws
 * BackupFailedError unless reg.exe both ended with 0 and said so: it names a missing folder and a full disk by its exit code,
 * while a command that was killed can look like 0 but has said nothing. The file's size cannot be asked with the few words that we use.
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
  const { exitCode, output } = await host.run(exportKey(registryPath, file));
  if (exitCode === 0 && output.trim() !== "") {
    log.info(`${host.name}: ${registryPath} was exported to ${file}`);
    return;
  }
  throw new BackupFailedError({
    attempted: `export ${registryPath} to ${file}`,
    host: host.name,
    happened: exitCode === 0 ? "reg.exe did not confirm it" : `reg.exe ended with exit code ${exitCode}`,
    advice: "Nothing was written. The folder must exist, be writable for the account, and have room.",
  });
}
