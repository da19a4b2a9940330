import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { dword } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { changesOf, failed, succeeded, textOf } from "./run-outcome";

describe("programs of another kind", function () {
  this.timeout(240_000);
  let one: SimulatedHost;
  let two: SimulatedHost;
  let project: PulumiProject;

  before(async () => {
    one = await startSimulatedHost({ hostSecondsPerSecond: 50 });
    two = await startSimulatedHost({ hostSecondsPerSecond: 50, startValue: dword(1) });
    project = await PulumiProject.create({ files: javaScriptProgram("") });
  });

  after(async () => {
    await project?.dispose();
    for (const host of [one, two]) await host?.stop();
  });

  it("are told of each wrong argument once, as it is, and of no secret", async () => {
    const { password: _, ...endpoint } = one.connection;
    project.write(
      javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
const privateKey = new pulumi.asset.StringAsset("canary-key\\n".repeat(30));
const passphrase = Buffer.from("canary-phrase\\n".repeat(30));
const connection = { ...${JSON.stringify(endpoint)}, port: "22", privateKey, passphrase };
new ipsec.NatTraversal("wrong", { connection, behindNat: "both\\r" });
`),
    );
    const text = textOf(await failed(project.preview(), /behindNat must be/));
    const faults = text.split("\n").filter((line) => line.startsWith("error: "));
    assert.equal(faults.length, 4, text);
    assert.match(text, /connection\.port must be .*; it is the string "22"/);
    assert.match(text, /connection\.privateKey must be .*; it is an asset/);
    assert.match(text, /connection\.passphrase must be .*; it is bytes/);
    assert.match(text, /behindNat must be .*; it is the string "both\\r"; did you mean "both"\?/);
    assert.doesNotMatch(text, /canary/);
  });

  it("are told in one line that the arguments are missing", async () => {
    project.write(javaScriptProgram(`new (require("pulumi-windows-ipsec").NatTraversal)("vpn");`));
    const text = textOf(await failed(project.preview(), /vpn: the arguments must be an object/));
    assert.doesNotMatch(text, /\n\s+at /, "no stack");
  });

  it("can have two providers, each with a process of its own", async () => {
    const resource = (name: string, host: SimulatedHost, options: string) =>
      `status.${name} = new ipsec.NatTraversal("${name}", { connection: ${JSON.stringify(host.connection)}, behindNat: "both", reboot }, ${options}).status;`;
    project.write(
      javaScriptProgram(`const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
class Provider extends pulumi.ProviderResource { constructor(name) { super("pulumi-nodejs", name, {}); } }
const reboot = { when: "ifRequired", warningSeconds: 5 };
const status = {};
${resource("one", one, '{ provider: new Provider("first") }')}
${resource("two", two, '{ providers: [new Provider("second")] }')}
module.exports = { status };
`),
    );
    await succeeded(project.up());
    assert.deepEqual((await project.outputs()).status, { one: "active", two: "active" });
    const { same: _, ...others } = changesOf(await succeeded(project.up())) ?? {};
    assert.deepEqual(others, {});
    await succeeded(project.destroy());
    assert.deepEqual([one.windows.setting, two.windows.setting], [{ type: "absent" }, dword(1)]);
  });

  it("can be inline programs of the Automation API, run from another folder, with secrets beside them", async () => {
    const { password, ...endpoint } = one.connection;
    const connection = { ...endpoint, password: { file: "secrets/password.txt" } };
    project.write({
      "secrets/password.txt": `${password}\n`,
      "inline.js": `const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const ipsec = require("pulumi-windows-ipsec");
const program = async () => ({
  status: new ipsec.NatTraversal("vpn", { connection: ${JSON.stringify(connection)}, behindNat: "server" }).status,
});
async function run() {
  const projectSettings = { name: "inline", runtime: "nodejs", main: __dirname };
  const stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "inline", program }, { projectSettings });
  console.log((await stack.up()).outputs.status.value);
  await stack.destroy();
}
run().catch((error) => { console.error(error.message); process.exitCode = 1; });
`,
    });
    const elsewhere = mkdtempSync(join(project.temporaryFolder, "elsewhere-"));
    const output = await run(join(project.programFolder, "inline.js"), elsewhere);
    assert.equal(output.trim(), "rebootPending");
    assert.deepEqual(one.windows.setting, { type: "absent" }, "destroyed again");
  });

  function run(script: string, cwd: string): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [script], { cwd, env: project.environment() }, (error, output, errors) => {
        if (error === null) resolve(output);
        else reject(new Error(`${output}${errors}`));
      });
    });
  }
});
