import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/until";
import { javaScriptProgram } from "./declared-program";
import { type Held, type HoldPoint, holdAt, holdDown, holdWarned } from "./held-host";
import { arrived, HostStack } from "./host-stack";
import { changesOf, succeeded } from "./run-outcome";

const upArguments = ["up", "--yes", "--skip-preview"];
const isRequest = (line: string) => /shutdown -r/.test(line);

describe("a run that is interrupted while a restart is waited for", function () {
  this.timeout(120_000);
  let stack: HostStack;

  before(async () => {
    stack = await HostStack.start(["vpn01"]);
    stack.declare("both");
  });

  after(() => stack?.stop());

  it("lets the restart finish after the first Ctrl-C", async () => {
    const warned = holdWarned(stack.host("vpn01"));
    const running = stack.project.start(upArguments);
    await arrived([warned], running.finished);
    running.kill("SIGINT");
    await running.outputMatching(/\^C received/);
    warned.release();
    const run = await running.finished;
    assert.equal(run.signal, null);
    assert.match(run.output, /update canceled/);
    assert.doesNotMatch(run.output, /interrupted/);
    assert.deepEqual(stack.project.state().pending_operations ?? [], []);
    await succeeded(stack.up());
    stack.assertInForce("vpn01", (await stack.status()).vpn01);
  });

  it("ends at once at the second Ctrl-C, and the next up continues the same restart", async () => {
    const host = stack.host("vpn01");
    stack.declare("server");
    const down = holdDown(host);
    const running = stack.project.start(upArguments);
    await arrived([down], running.finished);
    running.kill("SIGINT");
    await running.outputMatching(/\^C received/);
    running.kill("SIGINT");
    assert.notEqual((await running.finished).exitCode, 0);
    assert.deepEqual(stack.project.providerPids(), []);
    down.release();
    await succeeded(stack.up());
    assert.deepEqual(await stack.status(), { vpn01: "active" });
    assert.deepEqual(host.windows.valueInForce, { type: "REG_DWORD", data: "1" });
    assert.equal(host.boots, 2, "one for each of the two changes");
  });

  it("leaves no process behind when the CLI is killed, and the next up continues the same restart", async () => {
    const host = stack.host("vpn01");
    stack.declare("both");
    const down = holdDown(host);
    const running = stack.project.start(upArguments);
    await arrived([down], running.finished);
    running.kill("SIGKILL");
    // Nothing tells when: the provider notices with the next thing it says, every ten seconds at least.
    while (stack.project.providerPids().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    down.release();
    await stack.project.must(["cancel", "--yes"]);
    await succeeded(stack.up());
    assert.deepEqual(await stack.status(), { vpn01: "active" });
    assert.deepEqual(host.windows.valueInForce, { type: "REG_DWORD", data: "2" });
    assert.equal(host.boots, 3, "one for each of the three changes");
    await succeeded(stack.destroy());
    await stack.assertAsBefore("vpn01");
    assert.equal(host.boots, 3);
  });
});

describe("a run that is interrupted while people are warned of a restart", function () {
  this.timeout(120_000);
  let stack: HostStack;

  before(async () => {
    stack = await HostStack.start(["vpn01"]);
    stack.declare("both", ["vpn01"], () => ({ reboot: { warningSeconds: 3_600, timeoutSeconds: 7_200 } }));
  });

  after(() => stack?.stop());

  it("takes the request back at the second Ctrl-C, and the next up says so and restarts the host", async () => {
    const { windows } = stack.host("vpn01");
    const running = stack.project.start(upArguments);
    // The looks after the request show that its answer was read.
    const isAccepted = () => windows.commands.slice(windows.commands.findIndex(isRequest)).length > 2;
    const warned = until(() => windows.commands.some(isRequest) && isAccepted());
    await arrived([{ reached: warned }], running.finished);
    running.kill("SIGINT");
    await running.outputMatching(/\^C received/);
    assert.equal(windows.power.isScheduled, true, "the first one changes nothing");
    running.kill("SIGINT");
    await running.finished;
    await until(() => !windows.power.isScheduled);
    assert.equal(windows.boots, 0);
    stack.declare("both");
    const up = await succeeded(stack.up());
    assert.match(
      up.output,
      /a run that did not come to its end requested a restart at \S+Z: it was taken back at \S+Z, by "LAB-WIN\d+\\Administrator"\./,
    );
    stack.assertInForce("vpn01", (await stack.status()).vpn01);
    await succeeded(stack.destroy());
  });
});

describe("a destroy", function () {
  this.timeout(120_000);
  const points: Readonly<Record<string, HoldPoint>> = {
    "killed before its look": { when: /reg query/, run: 0 },
    "killed before its write": { when: /reg (add|delete)/, run: 0 },
    "killed after the marker": { when: /reg (add|delete)/, run: 1 },
    "killed after the value": { when: /reg (add|delete)/, run: 2 },
    "killed before its answer was read": { when: /reg (add|delete)/, run: "all" },
  };
  const namesOf = (next: string): string[] => Object.keys(points).map((point) => `${next}, ${point}`);
  const [ended, takenBack] = [namesOf("ended"), namesOf("taken back")];
  let stack: HostStack;

  before(async () => {
    stack = await HostStack.start([...ended, ...takenBack]);
    stack.declare("both", [...ended, ...takenBack], () => ({ reboot: { when: "never" } }));
    await succeeded(stack.up());
    const held: Held[] = [];
    for (const [name, host] of stack.hosts) {
      const point = points[name.slice(name.indexOf(", ") + 2)];
      assert.ok(point, name);
      held.push(holdAt(host, point));
    }
    await stack.killed(() => stack.destroy(), held);
    for (const { release } of held) release();
  });

  after(() => stack?.stop());

  it("is finished by the next destroy after it was killed", async () => {
    await succeeded(stack.destroy("--target", "**::ended, **", "--target-dependents"));
    for (const name of ended) await stack.assertAsBefore(name);
    const left = await stack.project.resources();
    assert.deepEqual(
      left.filter(({ urn }) => urn.includes("::ended, ")),
      [],
    );
  });

  it("is undone by an up after it was killed and the state was refreshed", async () => {
    await succeeded(stack.refresh());
    stack.declare("both", takenBack, () => ({ reboot: { when: "never" } }));
    await succeeded(stack.up());
    for (const name of takenBack) {
      assert.deepEqual(stack.host(name).windows.setting, { type: "REG_DWORD", data: "2" }, name);
    }
  });

  it("needs only the package: the program may fail or be missing", async () => {
    const { project } = stack;
    project.write(javaScriptProgram(`throw new Error("this program is broken");`));
    const first = takenBack[0] ?? "";
    const one = await succeeded(stack.destroy("--target", `**::${first}`, "--target-dependents"));
    assert.equal(changesOf(one)?.delete, 2, "the component and its setting");
    for (const file of ["index.js", "package.json"]) rmSync(join(project.programFolder, file));
    await succeeded(stack.destroy());
    for (const name of takenBack) await stack.assertAsBefore(name);
    assert.deepEqual(await project.resources(), []);
  });
});
