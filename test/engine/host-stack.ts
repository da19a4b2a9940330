import assert from "node:assert/strict";
import { dword, type RegistryValue } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { signalProcess } from "../support/processes";
import { type Declared, declaredProgram } from "./declared-program";
import { registryOf } from "./held-host";
import type { Place } from "./killed-places";
import { PulumiProject } from "./pulumi-project";
import type { PulumiRun } from "./pulumi-run";

/** What is there before: nothing, what Windows takes for 0, and a number without a meaning. */
const starts: readonly RegistryValue[] = [{ type: "absent" }, { type: "REG_SZ", data: "2" }, dword(7)];

/** All operations at once: an operation that hangs must not keep another from its turn. */
const parallel = 64;

/** A stack of many hosts, each at its own place of a run when that is broken off or goes wrong. */
export class HostStack {
  readonly hosts = new Map<string, SimulatedHost>();
  private readonly before = new Map<string, { readonly value: RegistryValue; readonly registry: string }>();

  private constructor(readonly project: PulumiProject) {}

  /** Starts a host for each name, on a clock twenty times as fast. */
  static async start(names: readonly string[]): Promise<HostStack> {
    const stack = new HostStack(await PulumiProject.create({ files: declaredProgram({}) }));
    for (const [at, name] of names.entries()) {
      const startValue = starts[at % starts.length] ?? dword(7);
      const host = await startSimulatedHost({ hostSecondsPerSecond: 20, startValue });
      stack.hosts.set(name, host);
      stack.before.set(name, { value: startValue, registry: await registryOf(host) });
    }
    return stack;
  }

  async stop(): Promise<void> {
    await this.project.dispose();
    for (const host of this.hosts.values()) await host.stop();
  }

  /**
   * Makes the program declare these hosts, all with a restart if required, and each in a group of its own: one that hangs must not keep another
   * from its turn. `more` are further arguments of one of them.
   */
  declare(
    behindNat: string,
    names: Iterable<string> = this.hosts.keys(),
    more: (name: string) => { readonly reboot?: object } = () => ({}),
  ): void {
    const resources: Record<string, Declared> = {};
    for (const name of names) {
      const { reboot, ...others } = more(name);
      const { connection } = this.host(name);
      const restart = { when: "ifRequired", warningSeconds: 5, group: { name }, ...reboot };
      resources[name] = { args: { connection, behindNat, reboot: restart, ...others } };
    }
    this.project.write(declaredProgram(resources));
  }

  host(name: string): SimulatedHost {
    const host = this.hosts.get(name);
    assert.ok(host, name);
    return host;
  }

  up(...args: string[]): Promise<PulumiRun> {
    return this.project.up({ parallel, args });
  }

  destroy(...args: string[]): Promise<PulumiRun> {
    return this.project.destroy({ parallel, args });
  }

  refresh(...args: string[]): Promise<PulumiRun> {
    return this.project.refresh({ parallel, args });
  }

  /** The stack's output: the status of each host. */
  async status(): Promise<Readonly<Record<string, unknown>>> {
    const { status } = await this.project.outputs();
    return status as Record<string, unknown>;
  }

  /** Begins a run and kills its provider process when every host is at its place; resolves when the engine has given up. */
  async killed(
    begin: () => Promise<PulumiRun>,
    placed: Iterable<Pick<Place, "reached">>,
  ): Promise<PulumiRun> {
    const running = begin();
    await arrived(placed, running);
    const pids = this.project.providerPids();
    assert.equal(pids.length, 1, "one provider process serves the whole stack");
    for (const pid of pids) signalProcess(pid, "SIGKILL");
    const run = await running;
    assert.notEqual(run.exitCode, 0);
    return run;
  }

  /** The value that was there before. */
  startOf(name: string): RegistryValue | undefined {
    return this.before.get(name)?.value;
  }

  /** Whether a host is in every way as it was found, the marker aside. */
  async assertAsBefore(name: string): Promise<void> {
    assert.equal(await registryOf(this.host(name)), this.before.get(name)?.registry, name);
  }

  /** Whether the value is written and active, after one restart at most. */
  assertInForce(name: string, status: unknown): void {
    const { windows, boots } = this.host(name);
    assert.deepEqual(windows.setting, dword(2), name);
    assert.deepEqual(windows.valueInForce, dword(2), name);
    assert.equal(status, "active", name);
    assert.equal(boots, 1, name);
  }
}

/** Resolves when every host is at its place; rejects if the run ends before. */
export async function arrived(
  placed: Iterable<Pick<Place, "reached">>,
  running: Promise<PulumiRun>,
): Promise<void> {
  const early = running.then((run) => assert.fail(`ended by itself:\n${run.output}${run.errorOutput}`));
  early.catch(() => {});
  await Promise.race([Promise.all([...placed].map(({ reached }) => reached)), early]);
}
