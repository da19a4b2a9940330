import type { Properties } from "../../provider/engine/plain-json";
import type { Program } from "./life";
import { address } from "./world";

/** The two kinds of resources, in the order in which a component registers them. */
export type Kind = "setting" | "reboot";

/** A secret that must never be seen in any text. */
export const password = "canary-pw";

/** For how long people are warned. */
export const warningSeconds = 10;

const connection = { transport: "ssh", host: address, user: "svc", password, hostKey: "insecureAcceptAny" };

const tokens: Readonly<Record<Kind, string>> = { setting: "natT:NatT", reboot: "reboot:Reboot" };

/** The URN of a resource of a component of this name. */
export function urnOf(kind: Kind, name: string): string {
  return `urn:pulumi:dev::p::windows-ipsec:index:NatTraversal$pulumi-nodejs:dynamic/${tokens[kind]}::${name}`;
}

/** What the component gives its setting. */
export function settingInputs(program: Program): Properties {
  const { name, behindNat, reboot, onDelete, overwriteForeignChange } = program;
  return plain({
    connection,
    behindNat,
    onDelete,
    overwriteForeignChange,
    ...common(program),
    ...(reboot === "never" ? {} : { __rebootFollows: true }),
    ...hidden("setting", name),
  });
}

/** What the component gives its reboot, once the setting is there. */
export function rebootInputs(program: Program, setting: { id: string; outputs: Properties }): Properties {
  const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence, changeId } = setting.outputs;
  const { id } = setting;
  return plain({
    connection,
    triggers: { change: changeId },
    setting: { id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence },
    ifUnknown: program.ifUnknown,
    warningSeconds,
    timeoutSeconds: 300,
    ...permissions(program),
    ...common(program),
    ...hidden("reboot", program.name),
  });
}

function permissions(program: Program): Properties {
  const { ifUsersLoggedOn, disconnectedSessions, window, foreignShutdown } = program;
  const alsoIf = program.alsoIf?.length === 0 ? undefined : program.alsoIf;
  // Beside any other word it is refused.
  const isPostponing = ifUsersLoggedOn === undefined || ifUsersLoggedOn === "postpone";
  const { postponeAtMostDays = undefined } = isPostponing ? program : {};
  return plain<Properties>({
    ifUsersLoggedOn,
    disconnectedSessions,
    postponeAtMostDays,
    alsoIf,
    window,
    foreignShutdown,
  });
}

function common({ bootMarker, acceptMachine, onUnreachable }: Program): Properties {
  return { bootMarker, acceptMachine, onUnreachable };
}

function hidden(kind: Kind, name: string): Properties {
  return { __urn: urnOf(kind, name), __provider: "the provider's text" };
}

/** As the engine keeps and sends it. */
export function plain<T>(properties: T): T {
  return JSON.parse(JSON.stringify(properties)) as T;
}
