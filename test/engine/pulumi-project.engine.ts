import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { processesNaming } from "../support/processes";
import { javaScriptProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";

const program = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
const provider = {
  create: async (inputs) => ({ id: "one", outs: inputs }),
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, props); }
}
new Thing("thing", { word: config.requireSecret("word"), plain: process.env.WORD_TO_KEEP });
exports.word = config.requireSecret("word");
`;

describe("a Pulumi project for tests", function () {
  this.timeout(120_000);

  it("runs a program under an isolated home and gives access to output, events and state", async () => {
    const project = await PulumiProject.create({ files: javaScriptProgram(program) });
    try {
      await project.setSecretConfig("word", "quiet-word");
      const up = await project.up({ environment: { WORD_TO_KEEP: "given" }, parallel: 1 });
      assert.equal(up.exitCode, 0, up.output + up.errorOutput);
      // Node 26 says so of a module that the SDK loads when it takes the closure of the program's own provider.
      const said = (up.output + up.errorOutput).replace(
        /^.*(?:ExperimentalWarning: FFI|--trace-warnings).*$/gm,
        "",
      );
      assert.doesNotMatch(said, /warning/i);
      const created = up.events.filter((event) => event.resOutputsEvent?.metadata.op === "create");
      assert.equal(created.length, 3, "the stack, the provider and the resource");
      const [thing] = await project.resources();
      assert.equal(thing?.id, "one");
      assert.equal(thing.outputs?.plain, "given");
      assert.doesNotMatch(JSON.stringify(thing), /quiet-word/);
      assert.deepEqual(await project.outputs(), { word: "quiet-word" });
      const destroy = await project.destroy();
      assert.equal(destroy.exitCode, 0, destroy.output);
      assert.deepEqual(await project.resources(), []);
    } finally {
      await project.dispose();
    }
    assert.equal(existsSync(project.folder), false);
    assert.deepEqual(processesNaming(project.folder), []);
  });

  it("ends a command that is under way, and the processes under it", async () => {
    const project = await PulumiProject.create({
      files: javaScriptProgram(`console.log("running"); setInterval(() => {}, 1000);`),
    });
    const running = project.start(["up", "--yes", "--skip-preview"]);
    await running.outputMatching(/running/);
    await project.dispose();
    const run = await running.finished;
    assert.equal(run.signal, "SIGKILL");
    assert.deepEqual(processesNaming(project.folder), []);
  });
});
