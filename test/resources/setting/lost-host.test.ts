import assert from "node:assert/strict";
import * as errors from "../../../provider/errors";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { PartialFailureError } from "../../../provider/resources/context";
import { dword } from "../../../provider/windows/registry-value";
import { inputsFor, Life, type Run, type State } from "./life";

const waysOut = /onUnreachable: \{ delete: "forget" \}.*onDelete: "keep".*pulumi state delete/;
const details = {
  operation: "read the registry",
  host: "vpn01",
  problem: "it is not what it was",
  hint: "Look.",
};
const unreachable = new errors.UnreachableError({ ...details, phase: "connect", commandMayHaveRun: false });

/** What a host may answer, or not, whose address leads to nothing or to something else now. */
const lost: Record<string, Error> = {
  "is unreachable": unreachable,
  "has another host key": new errors.HostKeyError(details),
  "has another certificate": new errors.TlsError(details),
  "speaks another protocol": new errors.ProtocolError(details),
  "has another shell": new errors.UnsupportedShellError(details),
  "has another system": new errors.UnsupportedOsError(details),
  "answers nothing that can be read": new errors.UnexpectedOutputError(details),
};

function withOption(state: State, option: Partial<SettingInputs>): State {
  return { ...state, outs: { ...state.outs, ...option } };
}

async function deleted(life: Life, state: State, failure?: Error): Promise<Run> {
  const run = life.run();
  if (failure !== undefined) run.unusable.set("vpn01", failure);
  await run.delete(state);
  return run;
}

/** The state after such an error: its properties laid over the inputs, without what is undefined. */
async function savedBy(work: Promise<unknown>, news: SettingInputs): Promise<State> {
  const error = await work.then(
    () => assert.fail("the update succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PartialFailureError, String(error));
  assert.equal(error.cause, unreachable);
  assert.match(error.reasons.join(" "), /UNREACHABLE.*The new onUnreachable and onDelete are saved/);
  return { id: error.id, outs: JSON.parse(JSON.stringify({ ...news, ...error.properties })), inputs: news };
}

describe("a delete of a setting whose host is lost", () => {
  for (const [what, failure] of Object.entries(lost)) {
    it(`fails, and names every way out, where the host ${what}`, async () => {
      const life = new Life({ startValue: dword(1) });
      const state = await life.run().create(inputsFor("both"));
      await assert.rejects(deleted(life, state, failure), (error) => {
        assert.ok(error instanceof errors.NatTraversalError && error.constructor === failure.constructor);
        assert.match(error.message, waysOut);
        assert.match(error.message, /Look\. .*original value \(REG_DWORD 1\)/);
        return true;
      });
    });

    it(`forgets it, with a warning, if told to, where the host ${what}`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const run = await deleted(life, withOption(state, { onUnreachable: { delete: "forget" } }), failure);
      assert.match(run.said.join(), /removed from the state without restoring the value.*"forget"/);
    });

    it(`lets go without a connection with onDelete keep, where the host ${what}`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const run = await deleted(life, withOption(state, { onDelete: "keep" }), failure);
      assert.equal(run.connections, 0);
    });
  }

  it("does not take a rejected credential for a lost host, but names the ways out", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", { onUnreachable: { delete: "forget" } }));
    const rejected = new errors.AuthenticationError(details);
    await assert.rejects(deleted(life, state, rejected), (error) => {
      assert.ok(error instanceof errors.AuthenticationError);
      assert.match(error.message, waysOut);
      return true;
    });
    const missing = new errors.CredentialUnavailableError(details);
    await assert.rejects(deleted(life, state, missing), (error) => error === missing);
  });

  const others = {
    "another machine": { machineGuid: "other", computerName: "OTHER", startValue: dword(2) },
    "another machine without the service key": { machineGuid: "other", computerName: "OTHER" },
  };
  for (const [what, options] of Object.entries(others)) {
    it(`fails where ${what} answers, touches nothing, and forgets the setting if told to`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const other = life.addHost("vpn01", options);
      if (/without/.test(what)) other.registry.deleteKey(other.settingKey);
      const before = other.exportRegistry();
      await assert.rejects(deleted(life, state), (error) => {
        assert.ok(error instanceof errors.DifferentMachineError);
        assert.match(error.message, /another machine answers: expected .*LAB-WIN01.* found .*OTHER/);
        assert.match(error.message, waysOut);
        return true;
      });
      const run = await deleted(life, withOption(state, { onUnreachable: { delete: "forget" } }));
      assert.match(run.said.join(), /without restoring the value.*DIFFERENT_MACHINE/);
      assert.equal(other.exportRegistry(), before);
    });
  }

  it("fails where nothing tells which machine answers, with and without the service key", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both"));
    const unknown = { ...state, outs: { ...state.outs, machine: {} } };
    const before = life.windows.exportRegistry();
    const refusal = (error: Error) =>
      error instanceof errors.DifferentMachineError && /not certain which machine/.test(error.message);
    await assert.rejects(deleted(life, unknown), refusal);
    assert.equal(life.windows.exportRegistry(), before);
    life.windows.registry.deleteKey(life.windows.settingKey);
    await assert.rejects(deleted(life, unknown), refusal);
    const forgotten = await deleted(life, withOption(unknown, { onUnreachable: { delete: "forget" } }));
    assert.match(forgotten.said.join(), /without restoring the value/);
  });

  it("does not claim to know the value where the link is lost after the write was sent", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", { onUnreachable: { delete: "forget" } }));
    life.windows.faults.add({ when: /reg delete/, effect: { kind: "cut", when: "during" } });
    const run = await deleted(life, state);
    assert.match(run.said.join(), /it is not known whether the value was restored/);
  });
});

describe("an update of a setting whose host is lost", () => {
  const forget = { onUnreachable: { delete: "forget" } } as const;
  const keep = { onDelete: "keep" } as const;

  for (const option of [forget, keep]) {
    const name = JSON.stringify(option);

    it(`takes ${name} without contact where nothing else is due`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      const run = life.run();
      run.unusable.set("vpn01", unreachable);
      const updated = await run.update(state, inputsFor("both", option));
      assert.equal(run.connections, 0);
      await deleted(life, updated, unreachable);
    });

    it(`fails, but saves ${name}, where drift has to be repaired, and nothing else`, async () => {
      const life = new Life();
      const created = await life.run().create(inputsFor("both"));
      life.windows.setting = dword(1);
      const drifted = await life.run().refresh(created);
      const run = life.run();
      run.unusable.set("vpn01", unreachable);
      const news = inputsFor("both", { ...option, acceptMachine: true, backup: { hostDirectory: "C:\\B" } });
      const kept = await savedBy(run.update(drifted, news), news);
      assert.deepEqual(kept.outs, { ...drifted.outs, ...option });
      await deleted(life, kept, unreachable);
    });
  }

  it("saves nothing where no way out is new", async () => {
    const life = new Life();
    const state = await life.run().create(inputsFor("both", forget));
    const run = life.run();
    run.unusable.set("vpn01", unreachable);
    await assert.rejects(run.update(state, inputsFor("server", forget)), (error) => error === unreachable);
  });
});
