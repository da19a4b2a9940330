import { absent, dword, type RegistryValue } from "../../provider/windows/registry-value";
import type { BootIdBehaviour } from "../lab/simulated/boot-records";
import { awaitedService } from "./hindrances";
import type { Deed, Mishap, Program } from "./life";
import { windows } from "./wall-time";

/** The values that a host may have, or be given by another hand. */
export const values: readonly RegistryValue[] = [
  absent,
  dword(0),
  dword(1),
  dword(2),
  dword(7),
  { type: "REG_SZ", data: "2" },
];

/** How BootId may behave beside counting: missing, stuck, or late, also by a boot. */
export const bootIds: readonly BootIdBehaviour[] = [
  "counts",
  "missing",
  "stuck",
  { lateBySeconds: 15 },
  { lateBySeconds: 400 },
];

/** What may be done beside Pulumi; what is named twice is done twice as often. */
export const deeds: readonly Deed[] = [
  { do: "restart by hand" },
  { do: "restart by hand" },
  { do: "restart by hand" },
  { do: "power cut" },
  { do: "power cut" },
  { do: "fast startup" },
  { do: "fast startup" },
  { do: "clock step", seconds: 3600 },
  { do: "clock step", seconds: -3600 },
  { do: "clock step", seconds: 30 },
  { do: "shutdown -a" },
  { do: "shutdown -a" },
  ...[...values, ...values].map((value): Deed => ({ do: "set", value })),
  ...againstEvidence(),
  ...machineMoves(),
  { do: "take a checkpoint" },
  { do: "take a checkpoint" },
  { do: "revert to the checkpoint" },
  { do: "revert to the checkpoint" },
  { do: "logons", are: "refused" },
  { do: "logons", are: "accepted" },
  ...values.map((set): Deed => ({ do: "at each start", set })),
  { do: "at each start", set: "nothing" },
  { do: "schedule a restart", seconds: 20 },
  { do: "schedule a restart", seconds: 400 },
];

function againstEvidence(): Deed[] {
  return [
    { do: "spoil the marker", how: "gone" },
    { do: "spoil the marker", how: "nonsense" },
    { do: "refuse the marker", refused: true },
    { do: "refuse the marker", refused: false },
    { do: "clear the event log" },
    { do: "clear the event log" },
    { do: "restart with numbers from 1" },
    ...bootIds.map((behaves): Deed => ({ do: "bootId", behaves })),
  ];
}

function machineMoves(): Deed[] {
  return [
    { do: "address moves", to: "stranger" },
    { do: "address moves", to: "clone" },
    { do: "address moves", to: "home" },
    { do: "address moves", to: "home" },
  ];
}

/** What Windows ends a program with that it cannot start, as while it shuts down. */
const notInitialized = 0xc0000142 | 0;

/** What may happen to a command. */
export const mishaps: readonly Mishap[] = [
  { do: "cut", when: "before" },
  { do: "cut", when: "during" },
  { do: "cut", when: "during" },
  { do: "cut", when: "after" },
  { do: "cut", when: "during", afterWrites: 0 },
  { do: "cut", when: "during", afterWrites: 1 },
  { do: "cut", when: "during", afterWrites: 2 },
  { do: "kill", when: "before" },
  { do: "kill", when: "after" },
  { do: "kill", when: "after", afterWrites: 1 },
  { do: "kill", when: "after", afterWrites: 2 },
  { do: "silence", run: false },
  { do: "silence", run: true },
  { do: "delay", seconds: 5 },
  { do: "delay", seconds: 45 },
  { do: "crash" },
  { do: "empty answer", run: false },
  { do: "empty answer", run: true },
  { do: "interrupt" },
  { do: "interrupt" },
  { do: "program fails", name: "quser", exitCode: 5 },
  { do: "program fails", name: "reg", exitCode: 1 },
  { do: "program fails", name: "tasklist", exitCode: 1 },
  { do: "program fails", name: "manage-bde", exitCode: notInitialized },
  { do: "program fails", name: "shutdown", exitCode: 5 },
  { do: "program fails", name: "shutdown", exitCode: 21 },
  { do: "program fails", name: "shutdown", exitCode: 1190 },
];

/** How a program may be edited. */
export const edits: readonly Partial<Program>[] = [
  { behindNat: "both" },
  { behindNat: "server" },
  { behindNat: "none" },
  { behindNat: "client" },
  { reboot: "ifRequired" },
  { reboot: "never" },
  { protect: true },
  { protect: false },
  { onDelete: "restore" },
  { onDelete: "remove" },
  { onDelete: "keep" },
  { overwriteForeignChange: true },
  { onUnreachable: {} },
  { onUnreachable: { refresh: "keep" } },
  { onUnreachable: { delete: "forget" } },
  { ifUnknown: "reboot" },
  { ifUnknown: "leave" },
  { name: "new" },
  { name: "new" },
  { name: "old" },
  { bootMarker: false },
  { bootMarker: true },
  { acceptMachine: true },
  { acceptMachine: false },
  { ignoreBehindNat: true },
  { ignoreBehindNat: false },
];

/** How what it permits may be edited. */
export const permissionEdits: readonly Partial<Program>[] = [
  ...windows.map((window) => ({ window })),
  { window: undefined },
  { window: undefined },
  { ifUsersLoggedOn: "postpone" },
  { ifUsersLoggedOn: "proceed" },
  { ifUsersLoggedOn: "fail" },
  { disconnectedSessions: "ignore" },
  { disconnectedSessions: "count" },
  { postponeAtMostDays: 1 },
  { postponeAtMostDays: 3 },
  { foreignShutdown: "join" },
  { foreignShutdown: "replace" },
  { foreignShutdown: "fail" },
  { readyWhen: { services: [awaitedService] } },
  { readyWhen: undefined },
  { alsoIf: [] },
  { alsoIf: ["domainController", "preBootPin"] },
  { alsoIf: ["clusterNode", "hypervisor"] },
];
