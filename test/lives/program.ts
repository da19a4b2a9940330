import type { Properties } from "../../provider/engine/plain-json";
import type { Group, Program } from "./life";
import { addressOf } from "./world";

/** The two kinds of resources, in the order in which a component registers them. */
export type Kind = "setting" | "reboot";

/** A secret that must never be seen in any text. */
export const password = "canary-pw";

/** For how long people are warned. */
export const warningSeconds = 10;

function connection({ place }: Program): Properties {
  const host = place?.address ?? addressOf(1);
  return { transport: "ssh", host, user: "svc", password, hostKey: "insecureAcceptAny" };
}

const tokens: Readonly<Record<Kind, string>> = { setting: "natT:NatT", reboot: "reboot:Reboot" };

/** The URN of a resource of a component. */
export function urnOf(kind: Kind, { name, place }: Program): string {
  const { at = 1, stack = "dev" } = place ?? {};
  const own = at === 1 ? name : `${name}${at}`;
  return `urn:pulumi:${stack}::p::windows-ipsec:index:NatTraversal$pulumi-nodejs:dynamic/${tokens[kind]}::${own}`;
}

/** What the component gives its setting. */
export function settingInputs(program: Program): Properties {
  const { behindNat, reboot, onDelete, overwriteForeignChange } = program;
  return plain({
    connection: connection(program),
    behindNat,
    onDelete,
    overwriteForeignChange,
    ...common(program),
    ...(reboot === "never" ? {} : { __rebootFollows: true }),
    ...hidden("setting", program),
  });
}

/** What the component gives its reboot, once the setting is there. */
export function rebootInputs(program: Program, setting: { id: string; outputs: Properties }): Properties {
  const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence, changeId } = setting.outputs;
  const { id } = setting;
  return plain({
    connection: connection(program),
    triggers: { change: changeId },
    setting: { id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence },
    ifUnknown: program.ifUnknown,
    warningSeconds,
    timeoutSeconds: 300,
    ...permissions(program),
    ...common(program),
    ...hidden("reboot", program),
  });
}

function permissions(program: Program): Properties {
  const { ifUsersLoggedOn, disconnectedSessions, window, foreignShutdown, readyWhen } = program;
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
    readyWhen: readyWhen && { services: [...readyWhen.services] },
    group: groupOf(program),
  });
}

/** The group of a host, if it has one. */
function groupOf({ groups = [], place }: Program): Group | undefined {
  return groups[((place?.at ?? 1) - 1) % Math.max(1, groups.length)];
}

function common({ bootMarker, acceptMachine, onUnreachable }: Program): Properties {
  return { bootMarker, acceptMachine, onUnreachable };
}

function hidden(kind: Kind, program: Program): Properties {
  return { __urn: urnOf(kind, program), __provider: "the provider's text" };
}

/** As the engine keeps and sends it. */
export function plain<T>(properties: T): T {
  return JSON.parse(JSON.stringify(properties)) as T;
}
