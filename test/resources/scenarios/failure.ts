import assert from "node:assert/strict";
import type { ErrorCode } from "../../../provider/errors";
import type { Connection } from "../../../provider/hosts/connect";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { readSetting } from "../../../provider/resources/setting/read";
import type { RebootInputs } from "../../../provider/restart/reboot-state";
import { withoutMarker } from "../setting/life";
import { type Scenario, usualWays } from "./scenario";
import type { Scene } from "./scene";

/** Something that goes wrong, and the code that comes of it in every way. */
export interface Failure extends Pick<Scenario, "title" | "options" | "fits"> {
  readonly code: ErrorCode;
  /** The ways over which it is played beside one of each transport. */
  readonly alsoOver?: readonly string[];
  /** What happens to the host; after a create that went well, if it is not the create that is tried. */
  readonly prepare?: (scene: Scene) => void;
  /** How the connection differs. */
  readonly connection?: (scene: Scene) => object | Promise<object>;
  /** How the other inputs differ. */
  readonly inputs?: Partial<SettingInputs>;
  readonly reboot?: Partial<RebootInputs>;
  /** "create" by default. */
  readonly tried?: "update" | "refresh" | "delete" | "reboot";
  /** Whether the marker, which is written before the value, may be left. */
  readonly leavesMarker?: boolean;
  /** What the message must hold. */
  readonly says?: (scene: Scene) => RegExp | undefined;
  /** What else must be so in the end. */
  readonly afterwards?: (scene: Scene) => void;
}

/** The failure as a scenario: the code is what is seen, and the host is left as it was. */
export function failureScenario(failure: Failure): Scenario {
  const { title, options, fits, code, says, alsoOver = [] } = failure;
  return {
    title,
    code,
    played: usualWays(...alsoOver),
    ...(options === undefined ? {} : { options }),
    ...(fits === undefined ? {} : { fits }),
    play: async (scene) => {
      const attempt = await preparedAttempt(scene, failure);
      const before = registryOf(scene, failure);
      const error = await thrownBy(attempt);
      assert.equal(codeOf(error), code, String(error));
      const expected = says?.(scene);
      if (expected !== undefined) assert.match(String(error), expected);
      if (failure.tried !== "reboot") assert.equal(registryOf(scene, failure), before, "nothing was touched");
      failure.afterwards?.(scene);
      return { cell: code };
    },
  };
}

/** The code of an error, or of what kept the work from being finished. */
export function codeOf(error: unknown): unknown {
  const failure = error instanceof PartialFailureError ? error.cause : error;
  return (failure as { code?: unknown } | undefined)?.code;
}

/** What a piece of work throws; fails if that is nothing. */
export async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("it went well");
}

function registryOf({ windows }: Scene, { leavesMarker = false }: Failure): string {
  const exported = windows.exportRegistry();
  return leavesMarker ? withoutMarker(exported) : exported;
}

async function preparedAttempt(scene: Scene, failure: Failure): Promise<() => Promise<unknown>> {
  const { prepare, tried, inputs: more } = failure;
  const other = { ...scene.connection, ...(await failure.connection?.(scene)) } as Connection;
  const inputs = scene.inputs({ ...more, connection: other });
  if (tried === undefined) {
    prepare?.(scene);
    return () => createSetting(scene.alone(), inputs);
  }
  const { timeouts = {}, ...others } = inputs;
  const { id, outs } = await createSetting(scene.alone(), { ...scene.inputs(), ...others });
  await scene.hangUp();
  prepare?.(scene);
  const olds = { ...outs, timeouts };
  const attempts = {
    update: () => updateSetting(scene.alone(), id, olds, { ...inputs, behindNat: "server" as const }),
    refresh: () => readSetting(scene.alone(), id, olds),
    delete: () => deleteSetting(scene.alone(), id, olds),
    reboot: () => createReboot(scene.alone(), scene.rebootInputs(id, outs, failure.reboot)),
  };
  return attempts[tried];
}
