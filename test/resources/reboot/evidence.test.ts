import assert from "node:assert/strict";
import { inputsFor } from "../setting/life";
import { Stack } from "./stack";

const unmarked = inputsFor("both", { bootMarker: false });
const newestEvent = ({ windows }: Stack) =>
  windows.eventLog.all.filter(({ eventId }) => eventId === 12).at(-1)?.recordId;

/** A stack whose setting alone was written, in whatever boot the host is. */
async function written(...options: ConstructorParameters<typeof Stack>): Promise<Stack> {
  const stack = new Stack(...options);
  await stack.writeOnly();
  return stack;
}

describe("the boot event that a setting notes", () => {
  it("is that of the boot in which it was written, with a marker and without", async () => {
    for (const inputs of [inputsFor("both"), unmarked]) {
      const stack = await written({}, inputs);
      assert.equal(stack.setting?.outs.bootEvidence.bootEventRecord, newestEvent(stack));
      const refreshed = stack.windows.commands.length;
      await stack.refresh();
      const logs = stack.windows.commands.slice(refreshed).filter((line) => line.includes("wevtutil"));
      assert.equal(
        logs.length,
        inputs === unmarked ? 1 : 0,
        "the log is read only where the marker is silent",
      );
      assert.equal(stack.setting?.outs.bootEvidence.bootEventRecord, newestEvent(stack));
    }
  });

  it("is left out where the event log hangs, cannot be read or loses the link each time, and the create succeeds", async () => {
    for (const effect of [
      { kind: "silence" },
      { kind: "cut", when: "during" },
      { kind: "reply", result: { exitCode: 5 } },
    ] as const) {
      const stack = new Stack();
      stack.windows.faults.add({ when: /wevtutil/, times: 2, effect });
      await stack.writeOnly();
      assert.equal(stack.setting?.outs.status, "rebootPending");
      assert.equal(stack.setting?.outs.bootEvidence.bootEventRecord, undefined);
    }
  });

  it("is read again, over a new connection, where the link was lost", async () => {
    const stack = new Stack({ bootId: "stuck" }, unmarked);
    stack.windows.faults.add({ when: /wevtutil/, effect: { kind: "cut", when: "after" } });
    await stack.writeOnly();
    assert.equal(stack.setting?.outs.bootEvidence.bootEventRecord, newestEvent(stack));
    stack.windows.boot();
    await stack.refresh();
    assert.equal(stack.setting?.outs.status, "active", stack.setting?.outs.statusReason);
  });

  it("is read over the connection of the write, so that a boot in between does not pass for one that found the value", async () => {
    const stack = new Stack({}, unmarked);
    stack.windows.onCommand = (line) => {
      if (line.includes("reg add")) stack.windows.boot();
    };
    await stack.writeOnly().catch(() => undefined);
    stack.windows.onCommand = undefined;
    if (stack.setting === undefined) await stack.writeOnly();
    await stack.refresh();
    assert.notEqual(stack.setting?.outs.status, "active");
  });

  it("keeps a BootId that lags behind an earlier boot from passing for a restart", async () => {
    const stack = new Stack({ bootId: { lateBySeconds: 60 } }, unmarked);
    stack.windows.boot();
    await stack.writeOnly();
    await stack.life.clock.advance(100_000);
    await stack.refresh();
    assert.equal(stack.setting?.outs.status, "rebootPending", stack.setting?.outs.statusReason);
    await stack.up();
    assert.deepEqual([stack.reboot?.outs.status, stack.windows.boots, stack.requests], ["active", 2, [0]]);
  });

  for (const bootId of ["missing", "stuck"] as const) {
    for (const inputs of [inputsFor("both"), unmarked]) {
      const title = `${bootId} BootId${inputs === unmarked ? ", without a marker" : ""}`;
      it(`shows a restart by other hands, which is not repeated: ${title}`, async () => {
        const stack = await written({ bootId }, inputs);
        stack.windows.boot();
        await stack.refresh();
        assert.equal(stack.setting?.outs.status, "active", stack.setting?.outs.statusReason);
        await stack.up();
        assert.deepEqual([stack.reboot?.outs.status, stack.windows.boots, stack.requests], ["active", 1, []]);
      });

      it(`shows that there was none, after Fast Startup: ${title}`, async () => {
        const stack = await written({ bootId }, inputs);
        stack.windows.fastStartup();
        await stack.refresh();
        assert.equal(stack.setting?.outs.status, "rebootPending", stack.setting?.outs.statusReason);
      });
    }
  }

  it("is taken anew where a cleared log counts from the start again: the restart after it shows", async () => {
    const stack = await written({ bootId: "missing" }, unmarked);
    stack.windows.eventLog.rewindTo({ events: [], nextRecordId: 1 });
    stack.windows.boot();
    await stack.refresh();
    assert.equal(stack.setting?.outs.status, "unknown");
    stack.windows.boot();
    await stack.refresh();
    assert.equal(stack.setting?.outs.status, "active", stack.setting?.outs.statusReason);
  });
});
