import assert from "node:assert/strict";
import { settingOutlook } from "../../provider/nat-traversal/outlook";
import type { SettingInputs } from "../../provider/nat-traversal/setting-state";
import { restartOutlook } from "../../provider/restart/outlook";
import type { RebootInputs } from "../../provider/restart/reboot-state";
import { unknownSentinel } from "../../provider/validation/schema";
import { inputs } from "../resources/setting/stored-fixture";

const outlook = (news: object) => settingOutlook({ ...inputs, ...news } as SettingInputs);
const afterRestart = "; takes effect after the next restart";

describe("what the first preview of a host says", () => {
  const written: readonly (readonly [SettingInputs["behindNat"], string])[] = [
    ["both", "REG_DWORD 2 will be written unless it is already set"],
    [1, "REG_DWORD 1 will be written unless it is already set"],
    ["client", "REG_DWORD 0 will be written unless it is already set or absent"],
  ];
  for (const [behindNat, write] of written) {
    it(`names the value that ${behindNat} writes, and that a restart is left to do`, () => {
      assert.equal(outlook({ behindNat }), `${write}${afterRestart}`);
    });

    it(`leaves the restart to the Reboot that follows, where ${behindNat} is declared`, () => {
      assert.equal(outlook({ behindNat, __rebootFollows: true }), write);
    });
  }

  it("says nothing of a value that is not known yet", () => {
    assert.equal(outlook({ behindNat: unknownSentinel }), undefined);
  });

  it("says when the Reboot restarts the host, and how long its users are warned", () => {
    const restart = (warningSeconds: unknown) => restartOutlook({ warningSeconds } as RebootInputs);
    const promise = "restarts if Windows does not use the value yet; its users are warned";
    assert.equal(restart(undefined), `${promise} 60 s before`);
    assert.equal(restart(300), `${promise} 300 s before`);
    assert.equal(restart(unknownSentinel), `${promise} some time before`);
  });
});
