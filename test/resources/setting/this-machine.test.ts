import assert from "node:assert/strict";
import type { CommandResult } from "../../../provider/hosts/host";
import { checkSetting } from "../../../provider/resources/setting/check";
import { absent, dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life } from "./life";

const inputs = inputsFor("both", { connection: { transport: "powershell" } });
const restartAdvice = /Choose Restart: with Fast Startup, shutting down and powering on does not count\.$/;

/** What another program of that name, or none, answers to `whoami /groups`, and how the message shows it. */
const otherAnswers: [string, Partial<CommandResult>, string][] = [
  [
    "as another program does",
    { output: "ad\u001bmin\r\n" },
    'printed "ad min", and so not one integrity level',
  ],
  [
    "by an error",
    { exitCode: 1, errorOutput: "whoami: extra operand '/groups'\n" },
    `failed and printed nothing, and so not one integrity level; as errors came "whoami: extra operand '/groups'"`,
  ],
  ["nothing", { exitCode: 0 }, "printed nothing, and so not one integrity level"],
];

/** A life on the machine that runs Pulumi. */
function lifeHere(): Life {
  const life = new Life();
  life.network.set("localhost", life.windows);
  life.thisMachine = "localhost";
  return life;
}

describe("the machine that runs Pulumi", () => {
  it("is reached by a connection without a host, and is called localhost", async () => {
    assert.deepEqual(checkSetting({}, inputs as never), []);
    const { outs } = await lifeHere().run().create(inputs);
    assert.equal(outs.host, "localhost");
  });

  it("stays pending on the machine that runs Pulumi, and says what to do", async () => {
    const life = lifeHere();
    const state = await life.run().create(inputs);
    assert.equal(state.outs.status, "rebootPending");
    assert.match(state.outs.statusReason, restartAdvice);
    const seen = await life.run().refresh(state);
    assert.equal(seen.outs.status, "rebootPending");
    assert.match(seen.outs.statusReason, restartAdvice);
    life.windows.fastStartup();
    assert.equal((await life.run().refresh(seen)).outs.status, "rebootPending");
    life.windows.boot();
    const after = await life.run().refresh(seen);
    assert.equal(after.outs.status, "active");
    assert.doesNotMatch(after.outs.statusReason, /Choose Restart/);
  });

  it("gives no advice to choose Restart for another host", async () => {
    const { outs } = await new Life().run().create(inputsFor("both"));
    assert.equal(outs.status, "rebootPending");
    assert.doesNotMatch(outs.statusReason, /Choose Restart/);
  });

  it("writes nothing from a terminal that is not elevated, and says how to start one that is", async () => {
    const life = lifeHere();
    life.windows.elevated = false;
    const before = life.windows.exportRegistry();
    await assert.rejects(
      life.run().create(inputs),
      /ACCESS_DENIED: .*localhost: .*without administrator rights; nothing was written\. Start the terminal with "Run as administrator"/,
    );
    assert.equal(life.windows.exportRegistry(), before);
    assert.ok(!life.windows.commands.some((line) => /reg (add|delete|export)/.test(line)));
  });

  it("exports nothing from a terminal that is not elevated", async () => {
    const life = lifeHere();
    life.windows.elevated = false;
    await assert.rejects(
      life.run().create({ ...inputs, backup: { hostDirectory: "C:\\Windows\\Temp" } }),
      /ACCESS_DENIED/,
    );
    assert.ok(!life.windows.commands.some((line) => /reg export/.test(line)));
  });

  it("reads the value from a terminal that is not elevated", async () => {
    const life = lifeHere();
    const state = await life.run().create(inputs);
    life.windows.elevated = false;
    life.windows.setting = dword(0);
    assert.equal((await life.run().refresh(state)).outs.behindNat, "none");
  });

  it("restores nothing from a terminal that is not elevated, and stays in state", async () => {
    const life = lifeHere();
    const state = await life.run().create(inputs);
    life.windows.elevated = false;
    await assert.rejects(life.run().delete(state), /ACCESS_DENIED: .*Run as administrator/);
    assert.deepEqual(life.windows.setting, dword(2));
    life.windows.elevated = true;
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, absent);
  });

  for (const [what, result, answer] of otherAnswers) {
    it(`writes nothing where whoami prints ${what}, which does not tell whether the terminal is elevated`, async () => {
      const life = lifeHere();
      life.windows.faults.add({ when: /whoami/, effect: { kind: "program", name: "whoami", result } });
      const before = life.windows.exportRegistry();
      await assert.rejects(life.run().create({ ...inputs, backup: { hostDirectory: "C:\\Windows\\Temp" } }), {
        code: "UNEXPECTED_OUTPUT",
        message: `UNEXPECTED_OUTPUT: could not change the registry of this machine on localhost: it is not known whether this program is elevated: whoami ${answer}; nothing was written. Run \`%SystemRoot%\\System32\\whoami.exe /groups\` in the same terminal: it must name one integrity level (S-1-16-...). See docs/errors.md#unexpected_output`,
      });
      assert.equal(life.windows.exportRegistry(), before);
      assert.ok(!life.windows.commands.some((line) => /reg (add|delete|export)/.test(line)));
    });
  }

  it("restores nothing where whoami does not tell the elevation, and stays in state", async () => {
    const life = lifeHere();
    const state = await life.run().create(inputs);
    life.windows.faults.add({ when: /whoami/, effect: { kind: "reply", result: { output: "me\n" } } });
    await assert.rejects(life.run().delete(state), { code: "UNEXPECTED_OUTPUT" });
    assert.deepEqual(life.windows.setting, dword(2));
    await life.run().delete(state);
    assert.deepEqual(life.windows.setting, absent);
  });
});
