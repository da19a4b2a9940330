import assert from "node:assert/strict";
import { absent, dword, type RegistryValue } from "../../../provider/windows/registry-value";
import { inputsFor } from "../setting/life";
import { Stack } from "./stack";

const finding =
  /Something re-applies (?:REG_DWORD 0|absent|REG_DWORD 1) at every start \(seen after 2 restarts in a row\): look for a group policy, a start-up script/;

/** A stack on a host where something sets the value back as it boots. */
function undoing(value: RegistryValue, bootMarker?: boolean) {
  const stack = new Stack({}, inputsFor("both", bootMarker === undefined ? {} : { bootMarker }));
  const cause = { isThere: true };
  stack.windows.power.listen({
    booted: () => {
      if (cause.isThere) stack.windows.setting = value;
    },
  });
  return { stack, cause };
}

describe("a value that something sets back at every start", () => {
  for (const value of [dword(0), absent, dword(1)]) {
    for (const bootMarker of [undefined, false]) {
      const title = `${value.type} ${"data" in value ? value.data : ""}${bootMarker === false ? ", no marker" : ""}`;
      it(`is a finding after the second restart, and there is no third: ${title}`, async () => {
        const { stack } = undoing(value, bootMarker);
        for (let run = 0; run < 5; run++) await stack.up({ refresh: run > 0 }).catch(() => undefined);
        assert.equal(stack.windows.boots, 2);
        assert.match(stack.said.join("\n"), finding);
        assert.deepEqual(stack.reboot?.outs.lastReboot?.undone, { value, times: 2 });
        assert.notEqual(stack.reboot?.outs.status, "active");
      });
    }
  }

  it("is restarted for again where it happened once, and forgotten where a restart went well", async () => {
    const { stack, cause } = undoing(dword(0));
    await stack.up();
    assert.equal(stack.reboot?.outs.lastReboot?.undone?.times, 1);
    cause.isThere = false;
    await stack.up({ refresh: true });
    assert.deepEqual([stack.windows.boots, stack.reboot?.outs.status], [2, "active"]);
    assert.equal(stack.reboot?.outs.lastReboot?.undone, undefined);
  });

  it("counts after a restart that nothing proves, and there is no third restart", async () => {
    const { stack } = undoing(dword(1));
    await stack.up();
    const { windows } = stack;
    windows.bootRecords.change("stuck");
    windows.power.listen({ booted: () => windows.bootRecords.renumber(windows.boots) });
    windows.eventLog.add = () => {};
    await assert.rejects(stack.up({ refresh: true }), { message: /REBOOT_UNPROVEN/ });
    assert.deepEqual(stack.reboot?.outs.lastReboot?.undone, { value: dword(1), times: 2 });
    for (let run = 0; run < 2; run++) await stack.up({ refresh: true }).catch(() => undefined);
    assert.equal(windows.boots, 2);
    assert.match(stack.said.join("\n"), finding);
  });

  it("is over when the cause is gone and a person has restarted the host", async () => {
    const { stack, cause } = undoing(dword(0));
    for (let run = 0; run < 3; run++) await stack.up({ refresh: run > 0 });
    cause.isThere = false;
    stack.windows.boot();
    await stack.up({ refresh: true });
    assert.deepEqual([stack.windows.boots, stack.reboot?.outs.status], [3, "active"]);
    assert.deepEqual(stack.windows.valueInForce, dword(2));
  });
});
