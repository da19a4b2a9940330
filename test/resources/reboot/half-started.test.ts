import assert from "node:assert/strict";
import { AuthenticationError, ProtocolError, UnreachableError } from "../../../provider/errors";
import { type Host, renderFor } from "../../../provider/hosts/host";
import { createReboot, updateReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootOutputs } from "../../../provider/restart/reboot-state";
import { plainLine } from "../../lab/simulated/plain-line";
import { Scene } from "./scene";
import { unfinishedState } from "./unfinished-state";

const details = { operation: "run it", host: "vpn01", problem: "the TLS handshake failed", hint: "Wait." };

/** The host, whose next so many commands that hold the words fail in this way. */
function failing(scene: Scene, error: Error, times: number, words = ""): Host {
  const host = scene.windows.asHost("vpn01");
  let left = times;
  return {
    name: host.name,
    disconnect: () => host.disconnect(),
    run: async (line, limits) => {
      if (left > 0 && plainLine(renderFor("cmd", line)).includes(words)) {
        left--;
        throw error;
      }
      return host.run(line, limits);
    },
  };
}

/** A restart that the first run asked for and gave up; the host is back since. */
async function givenUp(): Promise<{ scene: Scene; stored: RebootOutputs }> {
  const scene = new Scene({ power: { bootSeconds: 100 } });
  await scene.writeSetting();
  const stored = await unfinishedState(
    scene,
    createReboot(scene.context(), scene.inputs({ timeoutSeconds: 60 })),
  );
  await scene.clock.advance(100_000);
  return { scene, stored };
}

describe("a server that is only half started", () => {
  it("waits for a half-started server when it resumes a restart", async () => {
    const { scene, stored } = await givenUp();
    const host = failing(scene, new ProtocolError(details), 3);
    const { outs } = await scene.clock.runUntilSettled(
      updateReboot(scene.context(host), "id", stored, scene.inputs()),
    );
    assert.equal(outs.status, "active");
    assert.equal(outs.lastReboot?.requested, stored.lastReboot?.requested);
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });

  it("waits for a half-started server that prints nothing at all", async () => {
    const { scene, stored } = await givenUp();
    scene.windows.faults.add({ when: /./, times: 3, effect: { kind: "reply", result: { exitCode: 0 } } });
    const { outs } = await scene.clock.runUntilSettled(
      updateReboot(scene.context(), "id", stored, scene.inputs()),
    );
    assert.equal(outs.status, "active");
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });

  it("waits for a half-started server that fails only at the second command of a resumed run", async () => {
    const { scene, stored } = await givenUp();
    const host = failing(scene, new ProtocolError(details), 1, "Component Based Servicing");
    const { outs } = await scene.clock.runUntilSettled(
      updateReboot(scene.context(host), "id", stored, scene.inputs()),
    );
    assert.equal(outs.status, "active");
    assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
  });

  it("gives a half-started server some time where no state remembers a restart, and reports progress", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const host = failing(scene, new ProtocolError(details), 15);
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(host), scene.inputs()));
    assert.equal(outs.status, "active");
    assert.match(scene.told.join("\n"), /no usable answer; the host may still be starting, 10 s/);
  });

  it("reports a half-started server as an error after that time", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const host = failing(scene, new ProtocolError(details), Number.POSITIVE_INFINITY);
    const startedAt = scene.clock.now();
    const work = scene.clock.runUntilSettled(createReboot(scene.context(host), scene.inputs()));
    await assert.rejects(work, { code: "PROTOCOL" });
    assert.ok(scene.clock.now() - startedAt <= 20_000);
  });

  it("does not wait on unreadable output where no state remembers a restart", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.faults.add({ when: /./, times: 99, effect: { kind: "reply", result: { exitCode: 0 } } });
    const work = scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    await assert.rejects(work, { code: "UNEXPECTED_OUTPUT" });
    assert.equal(scene.windows.commands.length, 2);
  });

  it("waits for a half-started server after the proof, whatever it prints", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    scene.windows.faults.add({
      when: /IKEEXT/,
      nth: 2,
      effect: { kind: "reply", result: { exitCode: 0 } },
    });
    const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(), scene.inputs()));
    assert.equal(outs.status, "active");
    assert.equal(scene.windows.boots, 1);
  });
});

describe("the marker of a new boot", () => {
  const failures = [
    new UnreachableError({ ...details, phase: "waiting for output", commandMayHaveRun: true }),
    new ProtocolError(details),
    new AuthenticationError(details),
  ];
  for (const error of failures) {
    it(`only warns where writing the marker fails with ${error.code}`, async () => {
      const scene = new Scene();
      await scene.writeSetting();
      const host = failing(scene, error, 1, "reg add");
      const { outs } = await scene.clock.runUntilSettled(createReboot(scene.context(host), scene.inputs()));
      assert.equal(outs.status, "active");
      assert.match(
        scene.warnings.join("\n"),
        /could not write the marker of this boot \(the TLS handshake failed\)/,
      );
      assert.deepEqual([scene.windows.boots, scene.requests], [1, [0]]);
    });
  }

  it("does not hide a bug behind a warning about the marker", async () => {
    const scene = new Scene();
    await scene.writeSetting();
    const inputs = scene.inputs();
    scene.windows.boot();
    const host = failing(scene, new TypeError("slip"), 1, "reg add");
    const work = scene.clock.runUntilSettled(createReboot(scene.context(host), inputs));
    await assert.rejects(work, TypeError);
  });
});
