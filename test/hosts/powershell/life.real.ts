import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { HostPool } from "../../../provider/hosts/host-pool";
import { createSetting, updateSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { readSetting } from "../../../provider/resources/setting/read";
import { contextOn } from "./life-context";
import { describeSkipped, realPowerShell } from "./real-powershell";

const key = '"HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent"';
const name = "AssumeUDPEncapsulationContextOnSendRule";
const windows = realPowerShell("windows");

if (windows === undefined || !windows.underWine) {
  describeSkipped(
    "a life on this machine's registry",
    "the registry would be this machine's own, not wine's",
  );
} else {
  describe("a life through the Windows build, on this machine's registry (wine's)", function () {
    this.timeout(300_000);

    it("creates, sees drift, repairs it, and puts the former value back", async () => {
      const pool = new HostPool(systemClock, (_property, source) => String(source));
      const context = () => contextOn(pool);
      const timeouts = { connectSeconds: 60, commandSeconds: 60 };
      const connection = { transport: "powershell", executable: windows.path } as const;
      const inputs = { connection, behindNat: "both", timeouts } as const;
      const other = pool.connect(connection, timeouts);
      const reg = async (words: string) => (await other.run(`reg ${words}`)).output;
      try {
        await reg(`add ${key} -v ${name} -t REG_SZ -d 2 -f`);
        const created = await createSetting(context(), inputs);
        assert.match(await reg(`query ${key} -v ${name}`), /REG_DWORD\s+0x2/);
        await reg(`add ${key} -v ${name} -t REG_DWORD -d 1 -f`);
        const drifted = await readSetting(context(), created.id, created.outs);
        assert.equal(drifted.inputs.behindNat, "server");
        const repaired = await updateSetting(context(), created.id, drifted.props, inputs);
        assert.match(await reg(`query ${key} -v ${name}`), /REG_DWORD\s+0x2/);
        await deleteSetting(context(), created.id, repaired.outs);
        assert.match(await reg(`query ${key} -v ${name}`), /REG_SZ\s+2/);
      } finally {
        await reg(`delete ${key} -v ${name} -f`);
        await pool.closeAll();
      }
    });
  });
}
