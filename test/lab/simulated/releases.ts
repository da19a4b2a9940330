/** The releases of Windows that can be simulated. */
export type ReleaseName = "xp" | "2003" | "vista" | "7" | "2016" | "2022" | "2025";

/** What a release says about itself (facts: `CurrentVersion` is frozen at 6.3 from Windows 10 on). */
export interface Release {
  readonly productName: string;
  readonly currentVersion: string;
  readonly build: string;
  /** Set from Windows 10 on: the revision, and the real major version 10. */
  readonly revision?: number;
  /** What `ver` prints between the brackets. */
  readonly version: string;
  readonly serviceKey: "PolicyAgent" | "IPSec";
  /** `ProductOptions` ProductType. */
  readonly productType: "WinNT" | "ServerNT";
}

/** Every release by name. */
export const releases: Readonly<Record<ReleaseName, Release>> = {
  xp: release("Microsoft Windows XP", "5.1", "2600", "IPSec"),
  "2003": release("Microsoft Windows Server 2003", "5.2", "3790", "IPSec"),
  vista: release("Windows Vista (TM) Business", "6.0", "6002", "PolicyAgent"),
  "7": release("Windows 7 Professional", "6.1", "7601", "PolicyAgent"),
  "2016": release("Windows Server 2016 Standard", "6.3", "14393", "PolicyAgent", 5125),
  "2022": release("Windows Server 2022 Standard", "6.3", "20348", "PolicyAgent", 2340),
  "2025": release("Windows Server 2025 Standard", "6.3", "26100", "PolicyAgent", 1742),
};

function release(
  productName: string,
  currentVersion: string,
  build: string,
  serviceKey: Release["serviceKey"],
  revision?: number,
): Release {
  const productType = productName.includes("Server") ? "ServerNT" : "WinNT";
  const common = { productName, currentVersion, build, serviceKey, productType } as const;
  if (revision === undefined) {
    return { ...common, version: `${currentVersion}.${build}` };
  }
  return { ...common, revision, version: `10.0.${build}.${revision}` };
}
