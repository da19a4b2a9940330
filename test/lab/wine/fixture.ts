import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WinePrefix } from "./prefix";

/**
 * What every Windows has and a fresh wine lacks: the three services with their start types (2 automatic,
 * 3 on demand), and an identity, which is another for every host.
 */
const registryFile = () => String.raw`Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\PolicyAgent]
"DisplayName"="IPsec Policy Agent"
"ObjectName"="NT Authority\\NetworkService"
"Start"=dword:00000002
"Type"=dword:00000020

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\IKEEXT]
"DisplayName"="IKE and AuthIP IPsec Keying Modules"
"Start"=dword:00000002

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\RasMan]
"DisplayName"="Remote Access Connection Manager"
"Start"=dword:00000002

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\RasMan\Parameters]
"ServiceDllUnloadOnStop"=dword:00000001

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography]
"MachineGuid"="${randomUUID()}"

[HKEY_LOCAL_MACHINE\SYSTEM\HardwareConfig]
"LastConfig"="{${randomUUID()}}"
`;

/** Puts the fixture into the registry of a booted prefix. */
export async function importFixture(prefix: WinePrefix): Promise<void> {
  writeFileSync(join(prefix.driveC, "line", "fixture.reg"), registryFile().replaceAll("\n", "\r\n"));
  const { exitCode, output } = await prefix.run("reg", ["import", "C:\\line\\fixture.reg"]);
  if (exitCode !== 0) throw new Error(`reg import ended with ${exitCode}: ${output}`);
}
