export type {
  BehindNat,
  BootEvidence,
  RegistryKey,
  Status,
  UnknownValueAtBoot,
  ValueAtBoot,
} from "../provider/nat-traversal/setting-state";
export type { ComputerKind } from "../provider/restart/group";
export type { LastReboot } from "../provider/restart/reboot-state";
export type { MachineIdentity } from "../provider/windows/identity";
export type {
  AbsentRegistryValue,
  PresentRegistryValue,
  RegistryType,
  RegistryValue,
} from "../provider/windows/registry-value";
export type * from "./args";
export type { ArgsOf } from "./args-of";
export type * from "./connection-args";
export { NatTraversal } from "./nat-traversal";
export { NatTraversalSetting } from "./nat-traversal-setting";
export { parseBehindNat } from "./parse-behind-nat";
export { Reboot } from "./reboot";
