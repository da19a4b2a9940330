import { randomBytes } from "node:crypto";
import { systemClock } from "./clock";
import { collectSecrets } from "./engine/collect-secrets";
import { EngineLog } from "./engine/engine-log";
import { Redactor } from "./engine/redact";
import { createSecretReader } from "./engine/secrets";
import { HostPool } from "./hosts/host-pool";
import { closeOnInterrupt } from "./interrupt";
import { type Dependencies, type ResourceMethods, resourceMethods } from "./resource-provider";
import { checkReboot } from "./resources/reboot/check";
import { createReboot, deleteReboot, updateReboot } from "./resources/reboot/create-and-update";
import { diffReboot } from "./resources/reboot/diff";
import { readReboot } from "./resources/reboot/read";
import { checkSetting } from "./resources/setting/check";
import { createSetting, updateSetting } from "./resources/setting/create-and-update";
import { deleteSetting } from "./resources/setting/delete";
import { diffSetting } from "./resources/setting/diff";
import { readSetting } from "./resources/setting/read";

/*
 * What the stored provider text calls, in the one provider process of a run: everything here is shared by all resources
 * of one phase of the engine.
 */

const redactor = new Redactor();
const readSecret = createSecretReader({
  environment: process.env,
  remember: (secret) => redactor.remember(secret),
});
const pool = new HostPool(systemClock, readSecret);
let interruptible = false;

const dependencies: Dependencies = {
  clock: systemClock,
  // The SDK gives the engine's address as second argument to the process.
  log: new EngineLog(process.argv[2]),
  run: { owners: new Map(), managedAddresses: new Map(), managedMachines: new Map() },
  connect: async (connection, timeouts) => {
    // Not before there is something to close: this module may be loaded where an interrupt is somebody else's.
    if (!interruptible) closeOnInterrupt(process, systemClock, () => pool.closeAll());
    interruptible = true;
    return pool.connect(connection, timeouts);
  },
  newChangeId: () => `${systemClock.now().toString(36)}-${randomBytes(4).toString("hex")}`,
  learnSecrets: (properties) => {
    for (const secret of collectSecrets(properties)) redactor.remember(secret);
  },
  redact: (text) => redactor.redact(text),
  debug: Boolean(process.env.PULUMI_WINDOWS_IPSEC_DEBUG),
};

/** Answers for `NatTraversalSetting`. */
export const setting: ResourceMethods = resourceMethods(
  {
    type: "NatTraversalSetting",
    check: checkSetting,
    diff: diffSetting,
    create: createSetting,
    read: readSetting,
    update: updateSetting,
    delete: deleteSetting,
  },
  dependencies,
);

/** Answers for `Reboot`. */
export const reboot: ResourceMethods = resourceMethods(
  {
    type: "Reboot",
    check: checkReboot,
    diff: diffReboot,
    create: createReboot,
    read: readReboot,
    update: updateReboot,
    delete: deleteReboot,
  },
  dependencies,
);
