import { absent, dword } from "../../provider/windows/registry-value";
import type { OccupiedSession } from "../lab/simulated/occupants";
import { fullKeyName } from "../lab/simulated/registry";
import { type SimulatedWindows, services } from "../lab/simulated/simulated-windows";

const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
const servicing = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Interface";
const productOptions = `${control}\\ProductOptions`;

/** What a host can be that others depend on; a container is one whatever a program names. */
export const guardKinds = [
  "domainController",
  "clusterNode",
  "hypervisor",
  "preBootPin",
  "container",
] as const;

/** One of them. */
export type GuardKind = (typeof guardKinds)[number];

/** What may be refused to the account, and the key that is. */
export const refusableKeys = {
  accounts: "HKU",
  productType: productOptions,
  control,
  services,
  hives: "HKLM",
} as const;

/** The name of one of these keys. */
export type RefusableKey = keyof typeof refusableKeys;

/** What people and hosts do that bears on whether a restart may come. */
export type HindranceDeed =
  | { readonly do: "log on"; readonly user: string }
  /** Everybody leaves without logging off. */
  | { readonly do: "disconnect" }
  | { readonly do: "log off" }
  | { readonly do: "quser"; readonly isThere: boolean }
  | { readonly do: "role"; readonly of: GuardKind; readonly isThere: boolean }
  | { readonly do: "refuse a key"; readonly key: RefusableKey; readonly refused: boolean }
  /** Windows installs something for so long, from now on or after each start; 0 ends that. */
  | { readonly do: "install"; readonly seconds: number; readonly when: "now" | "at each start" }
  /** What becomes of the service that programs wait for, at the latest from the next start on. */
  | { readonly do: "service"; readonly is: "well" | "late" | "hanging" | "missing" };

/** The service that programs wait for. */
export const awaitedService = "RasMan";

/** What truly speaks against a restart of a machine. */
export class Hindrances {
  private readonly usualKind: "ServerNT" | "WinNT";
  private installsUntil = Number.NEGATIVE_INFINITY;
  private atEachStart = 0;
  private readonly refused = new Set<RefusableKey>();

  constructor(
    private readonly windows: SimulatedWindows,
    kind: "server" | "client" = "server",
  ) {
    this.usualKind = kind === "server" ? "ServerNT" : "WinNT";
    this.be(this.usualKind);
    windows.power.listen({ booted: () => this.install(this.atEachStart) });
  }

  get sessions(): readonly OccupiedSession[] {
    return this.windows.occupants.sessions;
  }

  get hasQuser(): boolean {
    return this.windows.occupants.hasQuser;
  }

  get isInstalling(): boolean {
    return this.windows.clock.monotonic() < this.installsUntil;
  }

  /** Whether Windows calls it a server, as far as limits go. */
  get kind(): "server" | "client" {
    const type = this.windows.registry.get(productOptions, "ProductType");
    return "data" in type && type.data === "WinNT" ? "client" : "server";
  }

  get roles(): ReadonlySet<GuardKind> {
    const { registry, occupants } = this.windows;
    const type = registry.get(productOptions, "ProductType");
    const isThere: Readonly<Record<GuardKind, boolean>> = {
      domainController: "data" in type && type.data === "LanmanNT",
      clusterNode: registry.hasKey("HKLM\\Cluster"),
      hypervisor: occupants.virtualMachines > 0,
      preBootPin: occupants.protectors.length > 0,
      container: registry.get(control, "ContainerType").type !== "absent",
    };
    return new Set(guardKinds.filter((kind) => isThere[kind]));
  }

  isRefused(key: RefusableKey): boolean {
    return this.refused.has(key);
  }

  do(deed: HindranceDeed): void {
    const { occupants } = this.windows;
    switch (deed.do) {
      case "log on":
        if (this.windows.power.state === "up") occupants.logOn(deed.user);
        return;
      case "disconnect":
        for (const session of [...this.sessions]) occupants.disconnect(session);
        return;
      case "log off":
        occupants.clear();
        return;
      case "quser":
        occupants.hasQuser = deed.isThere;
        return;
      case "role":
        this.takeRole(deed.of, deed.isThere);
        return;
      case "refuse a key":
        this.refuse(deed.key, deed.refused);
        return;
      case "install":
        if (deed.when === "at each start") this.atEachStart = deed.seconds;
        else this.install(deed.seconds);
        return;
      case "service":
        this.serve(deed.is);
    }
  }

  /** Whether the service is there that programs wait for, and whether it runs. */
  get service(): "missing" | "stopped" | "runs" {
    const found = this.windows.services.query(awaitedService);
    if (found === undefined) return "missing";
    return found.state === 4 ? "runs" : "stopped";
  }

  /** Nothing speaks against a restart any more. */
  clear(): void {
    this.atEachStart = 0;
    this.installsUntil = Number.NEGATIVE_INFINITY;
    this.windows.registry.set(servicing, "ServicingInProgress", dword(0));
    this.windows.occupants.clear();
    this.windows.occupants.hasQuser = true;
    for (const kind of guardKinds) this.takeRole(kind, false);
    for (const key of [...this.refused]) this.refuse(key, false);
    this.serve("well");
  }

  private serve(is: Extract<HindranceDeed, { do: "service" }>["is"]): void {
    const { services: all } = this.windows;
    if (is === "missing") all.remove(awaitedService);
    else if (is === "late") all.install(awaitedService, { startsAfterSeconds: 40, startSeconds: 5 });
    else all.install(awaitedService, is === "hanging" ? { outcome: "hangs" } : {});
  }

  private takeRole(role: GuardKind, isThere: boolean): void {
    const { registry, occupants } = this.windows;
    switch (role) {
      case "domainController":
        this.be(isThere ? "LanmanNT" : this.usualKind);
        return;
      case "clusterNode":
        if (isThere) registry.createKey("HKLM\\Cluster");
        else registry.deleteKey("HKLM\\Cluster");
        return;
      case "hypervisor":
        occupants.virtualMachines = isThere ? 2 : 0;
        return;
      case "preBootPin":
        occupants.protectors.splice(0, occupants.protectors.length, ...(isThere ? ["TPMAndPIN"] : []));
        return;
      case "container":
        registry.set(control, "ContainerType", isThere ? dword(1) : absent);
    }
  }

  private be(data: string): void {
    this.windows.registry.set(productOptions, "ProductType", { type: "REG_SZ", data });
  }

  private refuse(key: RefusableKey, refused: boolean): void {
    const name = refusableKeys[key];
    if (refused) {
      this.refused.add(key);
      this.windows.refuseKey(name, "readAndWrite");
    } else if (this.refused.delete(key))
      this.windows.refusedKeys.delete((fullKeyName(name) ?? name).toLowerCase());
  }

  private install(seconds: number): void {
    if (seconds === 0) return;
    const { clock, registry } = this.windows;
    this.installsUntil = clock.monotonic() + seconds * 1_000;
    registry.set(servicing, "ServicingInProgress", dword(2));
    clock.setTimer(seconds * 1_000, () => {
      if (!this.isInstalling) registry.set(servicing, "ServicingInProgress", dword(0));
    });
  }
}

/** Whether somebody does what a look at the host can see. */
export function isHindrance({ do: what }: { readonly do: string }): boolean {
  return hindranceDeeds.some((deed) => deed.do === what);
}

const roleDeeds: readonly HindranceDeed[] = guardKinds.flatMap((of): HindranceDeed[] => [
  { do: "role", of, isThere: true },
  { do: "role", of, isThere: false },
]);

const refusals = (Object.keys(refusableKeys) as RefusableKey[]).flatMap((key): HindranceDeed[] => [
  { do: "refuse a key", key, refused: true },
  { do: "refuse a key", key, refused: false },
]);

const installations = [
  { do: "install", seconds: 30, when: "now" },
  { do: "install", seconds: 600, when: "now" },
  { do: "install", seconds: 60, when: "at each start" },
  { do: "install", seconds: 0, when: "at each start" },
] as const;

/** What may be done; what is named twice is done twice as often. */
export const hindranceDeeds: readonly HindranceDeed[] = [
  ...Array<HindranceDeed>(6).fill({ do: "log on", user: "ann" }),
  { do: "log on", user: "bob" },
  { do: "disconnect" },
  { do: "disconnect" },
  ...Array<HindranceDeed>(4).fill({ do: "log off" }),
  { do: "quser", isThere: false },
  { do: "quser", isThere: true },
  ...roleDeeds,
  ...refusals,
  ...installations,
  { do: "service", is: "well" },
  { do: "service", is: "late" },
  { do: "service", is: "hanging" },
  { do: "service", is: "missing" },
];
