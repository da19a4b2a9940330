import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startSimulatedHost } from "../lab/simulated/simulated-host";
import { declaredProgram } from "./declared-program";
import { packedPackage } from "./packed-package";
import { PulumiProject } from "./pulumi-project";
import { failed, succeeded } from "./run-outcome";

describe("a program whose package is gone", function () {
  this.timeout(120_000);

  it("is told so in one sentence by destroy, which goes on once the package is back", async () => {
    const host = await startSimulatedHost();
    const args = { connection: host.connection, behindNat: "both" };
    const project = await PulumiProject.create({ files: declaredProgram({ server: { args } }) });
    try {
      await succeeded(project.up());
      const ours = packedPackage();
      const installed = join(project.programFolder, "node_modules", ours.name);
      rmSync(installed, { recursive: true });
      const sentence = `pulumi-windows-ipsec is not installed in ${project.programFolder}`;
      const run = await failed(project.destroy(), /is not installed in/);
      const told = run.events
        .flatMap(({ diagnosticEvent }) => (diagnosticEvent === undefined ? [] : [diagnosticEvent]))
        .filter(({ ephemeral, severity }) => ephemeral !== true && /error|info#err/.test(severity))
        .map(({ message }) => message.replace(/<\{%\w+%\}>/g, ""));
      assert.ok(
        told.some((message) => message.includes(sentence)),
        told.join("\n"),
      );
      // The SDK prints an error and returns it, and the engine sums up: three lines, of which none is a stack.
      assert.ok(told.length <= 3, told.join("\n"));
      assert.ok(!/\bat .*\.js:\d+/.test(told.join("\n")), told.join("\n"));
      cpSync(ours.folder, installed, { recursive: true });
      await succeeded(project.destroy());
      assert.deepEqual(host.windows.setting, { type: "absent" });
    } finally {
      await project.dispose();
      await host.stop();
    }
  });
});
