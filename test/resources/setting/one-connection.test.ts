import assert from "node:assert/strict";
import { renderFor } from "../../../provider/hosts/host";
import { absent, dword } from "../../../provider/windows/registry-value";
import { plainLine } from "../../lab/simulated/plain-line";
import { hardwareDescription, type SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { inputsFor, Life, type Run, type State } from "./life";

/** A person restarts the host right before the next run's first command that writes, and it can be reached again at once. */
function restartAfterLook(windows: SimulatedWindows): void {
  const asHost = windows.asHost.bind(windows);
  windows.asHost = (name) => {
    windows.asHost = asHost;
    const host = asHost(name);
    const run = host.run.bind(host);
    let isRestarted = false;
    host.run = (commandLine, limits) => {
      const writes = /reg (?:add|delete)/.test(plainLine(renderFor("cmd", commandLine)));
      if (writes && !isRestarted) {
        isRestarted = true;
        windows.boot();
      }
      return run(commandLine, limits);
    };
    return host;
  };
}

interface Work {
  readonly title: string;
  readonly begin: (run: Run, state: State) => Promise<unknown>;
}

const works: readonly Work[] = [
  { title: "a create", begin: (run) => run.create(inputsFor("both")) },
  { title: "an update", begin: (run, state) => run.update(state, inputsFor("server")) },
  { title: "a delete", begin: (run, state) => run.delete(state) },
];

describe("a write that follows a look", () => {
  for (const { title, begin } of works) {
    it(`goes over the same connection or not at all: ${title} beside a restart by hand`, async () => {
      const life = new Life();
      const state = await life.run().create(inputsFor("both"));
      if (title === "a create") await life.run().delete(state);
      const before = life.windows.setting;
      restartAfterLook(life.windows);
      await assert.rejects(begin(life.run(), state), {
        code: "UNREACHABLE",
        message: /the connection ended before the command was sent/,
      });
      assert.deepEqual(life.windows.setting, before);
      assert.deepEqual(
        life.windows.registry.get(hardwareDescription, "AssumeUDPEncapsulationMarker"),
        absent,
      );
      await begin(life.run(), state);
      const after = title === "a create" ? dword(2) : title === "an update" ? dword(1) : absent;
      assert.deepEqual(life.windows.setting, after);
    });
  }
});
