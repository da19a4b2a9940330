import { fill, type SimulatedRegistry } from "./registry";
import type { Release } from "./releases";

/** What a new machine is called and made of. */
export interface MachineFacts {
  readonly release: Release;
  readonly computerName: string;
  readonly machineGuid: string;
  /** `HardwareConfig` LastConfig, with braces. */
  readonly hardwareId: string;
}

/** The service keys. */
export const services = "HKLM\\SYSTEM\\CurrentControlSet\\Services";
/** The key that holds BootId. */
export const prefetchParameters =
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters";
/** The volatile key that appears once the logon prompt is about to show. */
export const autoLogonChecked =
  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked";
/** The existing volatile key that can hold a note for this boot. */
export const hardwareDescription = "HKLM\\HARDWARE\\DESCRIPTION\\System";

/** What kind of Windows it is. */
export const productOptions = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";

const computerNames = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName";
const currentVersion = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/** Fills the persistent hives as an installation of Windows does, as far as this package looks at them. */
export function installWindows(registry: SimulatedRegistry, facts: MachineFacts): void {
  const { release } = facts;
  fill(registry, currentVersion, {
    ProductName: ["REG_SZ", release.productName],
    CurrentVersion: ["REG_SZ", release.currentVersion],
    CurrentBuild: ["REG_SZ", release.build],
    CurrentBuildNumber: ["REG_SZ", release.build],
    SystemRoot: ["REG_SZ", "C:\\Windows"],
  });
  if (release.revision !== undefined) {
    fill(registry, currentVersion, {
      CurrentMajorVersionNumber: ["REG_DWORD", "10"],
      CurrentMinorVersionNumber: ["REG_DWORD", "0"],
      UBR: ["REG_DWORD", String(release.revision)],
    });
  }
  registry.createKey(`${currentVersion}\\Winlogon`);
  fill(registry, productOptions, { ProductType: ["REG_SZ", release.productType] });
  fill(registry, "HKLM\\SOFTWARE\\Microsoft\\Cryptography", { MachineGuid: ["REG_SZ", facts.machineGuid] });
  fill(registry, `${computerNames}\\ComputerName`, { ComputerName: ["REG_SZ", facts.computerName] });
  if (Number(release.currentVersion) >= 6.3) {
    fill(registry, "HKLM\\SYSTEM\\HardwareConfig", { LastConfig: ["REG_SZ", facts.hardwareId] });
  }
  fill(registry, prefetchParameters, {
    BaseTime: ["REG_DWORD", "758642091"],
    EnablePrefetcher: ["REG_DWORD", "3"],
    EnableSuperfetch: ["REG_DWORD", "0"],
  });
  installServices(registry, release);
}

/** Builds the volatile part again, as every full boot does. */
export function startWindows(registry: SimulatedRegistry): void {
  registry.dropVolatileKeys();
  registry.createKey(`${hardwareDescription}\\BIOS`, { volatile: true });
  registry.createKey(`${hardwareDescription}\\CentralProcessor\\0`, { volatile: true });
  fill(registry, hardwareDescription, {
    Identifier: ["REG_SZ", "AT/AT COMPATIBLE"],
    SystemBiosDate: ["REG_SZ", "04/01/14"],
    SystemBiosVersion: ["REG_MULTI_SZ", "LAB - 1\\0Simulated 1.0"],
  });
  fill(registry, `${hardwareDescription}\\CentralProcessor\\0`, { "~MHz": ["REG_DWORD", "2394"] });
  registry.set(
    `${computerNames}\\ActiveComputerName`,
    "ComputerName",
    registry.get(`${computerNames}\\ComputerName`, "ComputerName"),
  );
}

function installServices(registry: SimulatedRegistry, release: Release): void {
  const host = "%SystemRoot%\\system32\\svchost.exe -k";
  service(registry, "PolicyAgent", "3", `${host} NetworkServiceNetworkRestricted -p`, "Tcpip\\0bfe");
  service(registry, "RasMan", "2", `${host} netsvcs -p`, "SstpSvc\\0DnsCache");
  fill(registry, `${services}\\RasMan\\Parameters`, {
    ServiceDll: ["REG_EXPAND_SZ", "%SystemRoot%\\System32\\rasmans.dll"],
  });
  if (release.serviceKey === "IPSec") {
    service(registry, "IPSec", "1", "system32\\DRIVERS\\ipsec.sys", "Tcpip");
  } else {
    service(registry, "BDESVC", "3", `${host} netsvcs -p`, "RpcSs");
    service(registry, "IKEEXT", "3", `${host} netsvcs -p`, "bfe\\0nsi");
    fill(registry, `${services}\\PolicyAgent\\TriggerInfo\\0`, {
      Type: ["REG_DWORD", "4"],
      GUID: ["REG_BINARY", "079E56B721844E4EAD1098E2E1B1E49D"],
    });
  }
}

function service(
  registry: SimulatedRegistry,
  name: string,
  start: string,
  imagePath: string,
  dependsOn: string,
): void {
  fill(registry, `${services}\\${name}`, {
    DependOnService: ["REG_MULTI_SZ", dependsOn],
    Description: ["REG_SZ", `@%SystemRoot%\\system32\\${name.toLowerCase()}.dll,-5011`],
    ErrorControl: ["REG_DWORD", "1"],
    FailureActions: ["REG_BINARY", "8051010000000000000000000300000014000000"],
    ImagePath: ["REG_EXPAND_SZ", imagePath],
    ObjectName: ["REG_SZ", "NT Authority\\NetworkService"],
    Start: ["REG_DWORD", start],
    Type: ["REG_DWORD", "32"],
  });
}
