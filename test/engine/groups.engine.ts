import assert from "node:assert/strict";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { declaredProgram } from "./declared-program";
import { PulumiProject } from "./pulumi-project";
import { failed, succeeded, textOf } from "./run-outcome";

const parallel = 4;
/** Three times as many as the engine does at once. */
const names = Array.from({ length: 3 * parallel }, (_, at) => `vpn${String(at + 1).padStart(2, "0")}`);
const maxUnavailable = 2;
/** At 50 seconds of a host to one of the test, no more than four other hosts restart while the lost one is waited for, however fast the machine. */
const slowBootSeconds = 150;
const quickBootSeconds = 10;

describe("a group of hosts", function () {
  this.timeout(240_000);
  const hosts = new Map<string, SimulatedHost>();
  /** Those that are between their request and the end of their boot, and the most that were at once. */
  const down = new Set<string>();
  let mostDown = 0;
  /** The first to be restarted, whichever the engine begins with: it does not come back. */
  let lost: string | undefined;
  let project: PulumiProject;

  before(async () => {
    for (const name of names) {
      const host = await startSimulatedHost({ hostSecondsPerSecond: 50 });
      const { power } = host.windows;
      const schedule = power.schedule.bind(power);
      power.behaviour.bootSeconds = slowBootSeconds;
      power.schedule = (...given) => {
        if (lost === undefined) {
          lost = name;
          power.behaviour.afterRestart = "neverReturns";
        }
        down.add(name);
        mostDown = Math.max(mostDown, down.size);
        schedule(...given);
      };
      power.listen({ booted: () => void down.delete(name) });
      hosts.set(name, host);
    }
    project = await PulumiProject.create({ files: declaredProgram({}) });
    const group = { name: "vpn", maxUnavailable };
    const reboot = { when: "ifRequired", warningSeconds: 5, timeoutSeconds: 12, group };
    const declared = names.map((name) => {
      const { connection } = hostOf(name);
      return [name, { args: { connection, behindNat: "both", reboot } }] as const;
    });
    project.write(declaredProgram(Object.fromEntries(declared)));
  });

  after(async () => {
    await project?.dispose();
    for (const host of hosts.values()) await host.stop();
  });

  it("is announced by a preview, with its limits and the time that all of it takes", async () => {
    const preview = textOf(await succeeded(project.preview()));
    assert.match(
      preview,
      /group vpn: at most 2 down at once, none after the first failure \(12 so far: about 61 minutes if all are restarted\)/,
    );
  });

  it("is never down but for as many as it allows, and stops after a failure: those that wait are held back, and what the engine had not begun is untouched", async () => {
    const run = await failed(project.up({ parallel, args: ["--continue-on-error"] }), /REBOOT_TIMEOUT/);
    assert.ok(mostDown <= maxUnavailable, `${mostDown} were down at once`);
    assert.match(textOf(run), new RegExp(`not restarted \\(held back after ${lost} failed\\)`));
    const restarted = names.filter((name) => hostOf(name).boots === 1);
    assert.ok(restarted.length <= 4, `restarted: ${restarted.join(", ")}`);
    for (const name of names) hostOf(name).windows.power.behaviour.bootSeconds = quickBootSeconds;
  });

  it("is asked by preview --refresh who would restart, and not touched", async () => {
    const { power } = hostOf(lost ?? assert.fail("no host was asked to restart")).windows;
    power.behaviour.afterRestart = "returns";
    const booted = power.nextBoot();
    power.powerOn();
    await booted;
    const boots = [...hosts.values()].map((host) => host.boots);
    const preview = textOf(await succeeded(project.preview({ args: ["--refresh"] })));
    assert.match(
      preview,
      /`pulumi up` would restart it now, when its turn comes; group vpn: at most 2 down at once/,
    );
    assert.deepEqual(
      [...hosts.values()].map((host) => host.boots),
      boots,
    );
  });

  it("is finished by the next up, which restarts exactly the rest", async () => {
    mostDown = 0;
    await succeeded(project.up({ parallel }));
    assert.ok(mostDown <= maxUnavailable, `${mostDown} were down at once`);
    for (const name of names) assert.equal(hostOf(name).boots, 1, name);
    const { status } = (await project.outputs()) as { status: Record<string, unknown> };
    assert.deepEqual(new Set(Object.values(status)), new Set(["active"]));
  });

  function hostOf(name: string): SimulatedHost {
    return hosts.get(name) ?? assert.fail(name);
  }
});
