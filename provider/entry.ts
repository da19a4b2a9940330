import { randomBytes } from "node:crypto";
import { type Clock, systemClock, withDeadline } from "./clock";
import { EngineLog } from "./engine/engine-log";
import { Redactor } from "./engine/redact";
import { createSecretReader } from "./engine/secrets";
import { HostPool } from "./hosts/host-pool";
import type { Connect } from "./hosts-of-call";
import { closeOnInterrupt, type InterruptedProcess } from "./interrupt";
import { type Dependencies, type ResourceMethods, resourceMethods } from "./resource-provider";
import { newRunRecord } from "./resources/context";
import { noteDeclared } from "./resources/ownership";
import { checkReboot } from "./resources/reboot/check";
import { createReboot, deleteReboot, updateReboot } from "./resources/reboot/create-and-update";
import { diffReboot } from "./resources/reboot/diff";
import { outlookOnReboot } from "./resources/reboot/outlook";
import { readReboot } from "./resources/reboot/read";
import { checkSetting } from "./resources/setting/check";
import { createSetting, updateSetting } from "./resources/setting/create-and-update";
import { deleteSetting } from "./resources/setting/delete";
import { diffSetting } from "./resources/setting/diff";
import { readSetting } from "./resources/setting/read";
import { onOneLine, redactForeignTextBy } from "./sanitize";

/** What taking requests back may take of the time that the engine leaves after an interrupt. */
const undoingMilliseconds = 1_500;

/** What a face of the provider tells of the process that it runs in. */
export interface ProviderOptions {
  /** Where the engine listens, as host:port; without it messages go to the console. */
  readonly engineAddress: string | undefined;
  readonly clock?: Clock;
  /** Environment variables, for secrets and for debugging; read at each use. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The process whose interrupt closes the connections; with `connect` none by default. */
  readonly process?: InterruptedProcess | undefined;
  /** Where messages go; to the engine at that address by default. */
  readonly log?: EngineLog;
  /** How a host is reached; over its transport by default. */
  readonly connect?: Connect;
}

/** The resources of this package, for any face. */
export interface Provider {
  readonly setting: ResourceMethods;
  readonly reboot: ResourceMethods;
}

/**
 * Makes the provider of one process: what it holds (connections, known secrets, who declared which host) is shared by all resources of one
 * phase of the engine. Opens nothing.
 */
export function createProvider({
  engineAddress,
  clock = systemClock,
  environment = process.env,
  log = new EngineLog(engineAddress, clock),
  connect,
  process: target = connect === undefined ? process : undefined,
}: ProviderOptions): Provider {
  const redactor = new Redactor();
  redactForeignTextBy((text) => redactor.redact(text));
  const pool = new HostPool(clock, createSecretReader({ environment }));
  const undone = new Set<() => Promise<void>>();
  const close = async () => {
    const all = Promise.allSettled([...undone].map((undo) => undo()));
    // A host that does not answer must not keep the others from being left in an orderly way.
    await withDeadline(clock, undoingMilliseconds, all, () => new Error("too slow")).catch(() => {});
    await pool.closeAll();
  };
  let interruptible = false;
  const connectNow: Connect = async (connection, timeouts, remember) => {
    // Not before there is something to close: the package may be loaded where an interrupt is somebody else's.
    if (!interruptible && target !== undefined) closeOnInterrupt(target, clock, close);
    interruptible = true;
    return (connect ?? pool.connect.bind(pool))(connection, timeouts, remember);
  };
  const dependencies: Dependencies = {
    clock,
    log,
    run: newRunRecord(),
    connect: connectNow,
    onInterrupt: (undo) => {
      undone.add(undo);
      return () => undone.delete(undo);
    },
    newChangeId: () => randomBytes(5).toString("hex"),
    holdSecret: (secret) => redactor.remember(secret),
    redact: (text) => onOneLine(redactor.redact(text)),
    debug: Boolean(environment.PULUMI_WINDOWS_IPSEC_DEBUG),
  };
  return {
    setting: resourceMethods(
      {
        type: "NatTraversalSetting",
        check: checkSetting,
        diff: diffSetting,
        noteDeclared: ({ run, urn }, id, olds, news) =>
          noteDeclared(run, urn, { ...olds, id }, news.connection),
        create: createSetting,
        read: readSetting,
        update: updateSetting,
        delete: deleteSetting,
      },
      dependencies,
    ),
    reboot: resourceMethods(
      {
        type: "Reboot",
        check: checkReboot,
        outlook: outlookOnReboot,
        diff: diffReboot,
        create: createReboot,
        read: readReboot,
        update: updateReboot,
        delete: deleteReboot,
      },
      dependencies,
    ),
  };
}
