import type { Host } from "../../hosts/host";
import { diagnose, diagnoseCommands } from "../../nat-traversal/diagnosis";
import { type Observation, observeCommands, readObservation } from "../../nat-traversal/observation";
import type { RegistryKey } from "../../nat-traversal/setting-state";
import { oneLine } from "../../windows/command-line";

/**
 * Looks at a host, in one round trip; `registryKey` is the one that the program states, if any. Where the service key cannot be read, one
 * more round trip tells why: throws KeyMissingError, AccessDeniedError, RegistryToolsDisabledError, UnexpectedOutputError,
 * and UnsupportedOsError where the version does not tell the key.
 */
export async function observe(host: Host, registryKey: RegistryKey | undefined): Promise<Observation> {
  const { output } = await host.run(oneLine(observeCommands()));
  const reading = readObservation(output, { host: host.name, registryKey });
  if (reading.read) return reading.observation;
  const { registryPath } = reading;
  const result = await host.run(oneLine(diagnoseCommands(registryPath)));
  throw diagnose(host.name, registryPath, result);
}
