import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { codeBlocks } from "../support/readme";
import { programFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";

describe("the quickstart of README", function () {
  this.timeout(180_000);
  let host: SimulatedHost;
  let project: PulumiProject;

  before(async () => {
    host = await startSimulatedHost({ hostSecondsPerSecond: 1000, user: "svc-pulumi" });
    project = await PulumiProject.create({ files: programFiles(againstLab(codeBlocks("ts")[0] ?? "")) });
  });

  after(async () => {
    await project?.dispose();
    await host?.stop();
  });

  it("runs line by line as written, except for the address of the host", async () => {
    for (const line of (codeBlocks("sh")[0] ?? "").trim().split("\n")) {
      const [program, ...args] = line.split(" ");
      if (program === "npm") continue; // the packages are there: the program uses the packed package
      assert.equal(program, "pulumi", line);
      const input = args.includes("--secret") ? { input: host.connection.password } : {};
      await project.must(args[0] === "up" ? [...args, "--yes"] : args, input);
    }
    const { status, statusReason } = await project.outputs();
    assert.equal(status, "active", String(statusReason));
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
  });

  it("protects the server from a stray destroy", async () => {
    const destroy = await project.destroy();
    assert.notEqual(destroy.exitCode, 0);
    assert.match(destroy.output + destroy.errorOutput, /protect/);
    assert.deepEqual(host.windows.setting, { type: "REG_DWORD", data: "2" });
  });

  function againstLab(program: string): string {
    const { port, hostKey } = host.connection;
    const lines = program
      .replace('host: "vpn01.mgmt.example.net",', `host: "127.0.0.1", port: ${port},`)
      .replace(/hostKey: "SHA256:[^"]+"/, `hostKey: ${JSON.stringify(hostKey)}`);
    assert.ok(
      lines.includes(`port: ${port}`) && lines.includes(String(hostKey)),
      "README names another host",
    );
    return lines;
  }
});
