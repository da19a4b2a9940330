import { isDeepStrictEqual } from "node:util";
import { NatTraversalError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { PartialFailureError } from "../../../provider/resources/context";
import type { RebootInputs, RebootOutputs } from "../../../provider/restart/reboot-state";
import { machineFacts } from "../../../provider/windows/identity";
import type { RegistryValue } from "../../../provider/windows/registry-value";
import { autoLogonChecked } from "../../lab/simulated/fixture";
import type { PowerBehaviour } from "../../lab/simulated/power";
import type { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import type { ManualClock } from "../../support/manual-clock";
import type { CaseEvent, RestartCase } from "./restart-case";
import { Scene } from "./scene";
import { Stack } from "./stack";

/** The shell of the account in which a case is played. */
export type Shell = "cmd" | "powershell";

/** What became of a case: what the product says, and the host that it says it of. */
export interface Played {
  readonly result: RestartCase["expect"]["result"];
  readonly outputs: RebootOutputs | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly startedAt: number;
  readonly seconds: number;
  readonly runs: number;
  readonly windows: SimulatedWindows;
  /** Whether another machine stands at the address in the end. */
  readonly isAnotherMachine: boolean;
  readonly warnings: string;
  /** What was told meanwhile, and when; not of a case with several runs. */
  readonly told?: Pick<Scene, "told" | "progressAt">;
  /** Lets another run follow, in which nothing goes wrong any more; not of a case with several runs. */
  readonly again?: () => Promise<Played>;
}

/** How a host behaves with which nothing is wrong. */
const restartAsUsual: Partial<PowerBehaviour> = {
  ...{ afterRestart: "returns", shutdownSeconds: 0, bootSeconds: 30, settleSeconds: 10 },
  ...{ furtherBootsAfterSeconds: [], connections: "dropped", logons: "accepted" },
};

/** Plays a case to its end, on a simulated host and a clock of its own. */
export function playCase(given: RestartCase, shell: Shell = "cmd"): Promise<Played> {
  return given.runs === undefined ? playOnce(given, shell) : playRuns(given, given.runs);
}

/** The reboot alone, of a setting that has just been written. */
async function playOnce(given: RestartCase, shell: Shell): Promise<Played> {
  const scene = new Scene(given.host);
  const { windows, clock } = scene;
  prepare(windows, given);
  await scene.writeSetting(given.marked);
  if (given.emptyLog === true) windows.eventLog.clear();
  for (const command of given.before ?? []) await windows.execute(command);
  if (given.before !== undefined || given.emptyLog === true) await clock.advance(1000);
  schedule(windows, clock, given);
  const startedAt = clock.monotonic();
  const identity = identityOf(windows);
  const inputs = scene.inputs({ setting: scene.facts(given.setting), ...given.inputs });
  const context = scene.context(hostOf(windows, shell, given.givesUpEarlySeconds));
  const ending = await endOf(scene.run(inputs, undefined, context));
  const seconds = (clock.monotonic() - startedAt) / 1000;
  const isAnotherMachine = !isDeepStrictEqual(identityOf(windows), identity);
  const again = () => playAgain(scene, inputs, ending, identity);
  const timed = { ...ending, startedAt, seconds, runs: 1, windows, isAnotherMachine };
  return { ...timed, warnings: scene.warnings.join("\n"), told: scene, again };
}

/** The next run, minutes later: what went wrong is over, a person has switched the host on, and the address leads to it. */
async function playAgain(
  scene: Scene,
  inputs: RebootInputs,
  { outputs }: Pick<Played, "outputs">,
  identity: Identity,
): Promise<Played> {
  const { windows, clock } = scene;
  const { power } = windows;
  windows.faults.clear();
  windows.hangingConnections.length = 0;
  Object.assign(power.behaviour, restartAsUsual);
  for (const { key, name, value } of identity) windows.registry.set(key, name, value);
  if (power.state === "down") power.powerOn();
  await clock.advance(300_000);
  windows.registry.createKey(autoLogonChecked, { volatile: true });
  const startedAt = clock.monotonic();
  windows.shutdownRequests.length = 0;
  const ending = await endOf(scene.run(inputs, outputs));
  const seconds = (clock.monotonic() - startedAt) / 1000;
  const timed = { ...ending, startedAt, seconds, runs: 1, windows, isAnotherMachine: false };
  return { ...timed, warnings: scene.warnings.join("\n") };
}

/** The setting and its reboot, in one run after another. */
async function playRuns(given: RestartCase, runs: number): Promise<Played> {
  const stack = new Stack(given.host, undefined, { warningSeconds: 20, ...given.inputs });
  const { windows } = stack;
  const { clock } = stack.life;
  prepare(windows, given);
  schedule(windows, clock, given);
  const startedAt = clock.monotonic();
  const said: string[] = [];
  const up = async (refresh: boolean) => {
    const ending = await endOf(stack.up({ refresh }).then(() => stack.reboot?.outs));
    said.push(...stack.said);
    return ending;
  };
  let ending = await up(false);
  for (let run = 1; run < runs; run++) ending = await up(true);
  const seconds = (clock.monotonic() - startedAt) / 1000;
  const timed = { ...ending, startedAt, seconds, runs, windows, isAnotherMachine: false };
  return { ...timed, warnings: said.join("\n") };
}

function prepare(windows: SimulatedWindows, given: RestartCase): void {
  Object.assign(windows, given.account);
  for (const key of given.refusedKeys ?? []) windows.refuseKey(key, "write");
  const { setAtBoot } = given;
  if (setAtBoot === undefined) return;
  windows.power.listen({
    booted: () => {
      windows.setting = setAtBoot;
      windows.valueInForce = setAtBoot;
    },
  });
}

function schedule(windows: SimulatedWindows, clock: ManualClock, given: RestartCase): void {
  windows.faults.add(
    ...(given.faults ?? []).map(({ when, ...rest }) => ({ ...rest, when: new RegExp(when) })),
  );
  for (const event of given.events ?? []) {
    clock.setTimer(event.at * 1000, () => happen(windows, clock, event));
  }
}

function happen(windows: SimulatedWindows, clock: ManualClock, event: CaseEvent): void {
  switch (event.do) {
    case "run":
      void windows.execute(event.command);
      return;
    case "powerOn":
      windows.power.powerOn();
      return;
    case "crash":
      windows.power.crash();
      return;
    case "boot":
      windows.boot();
      return;
    case "fastStartup":
      windows.fastStartup(event.awaySeconds);
      return;
    case "clearLog":
      windows.eventLog.clear();
      return;
    case "returns":
      windows.power.behaviour.afterRestart = "returns";
      return;
    case "hang":
      windows.hangingConnections.push(...Array.from({ length: event.connections }, () => event.stage));
      return;
    case "setClock":
      clock.step(event.bySeconds * 1000);
      return;
    case "logons":
      windows.power.behaviour.logons = event.are;
      return;
    case "exchange":
      exchange(windows);
  }
}

/** What tells the machine from another. */
type Identity = readonly { readonly key: string; readonly name: string; readonly value: RegistryValue }[];

function identityOf(windows: SimulatedWindows): Identity {
  return Object.values(machineFacts).map(({ query }) => {
    const [, key = "", name = ""] = /^reg query "([^"]+)" -v (\w+)$/.exec(String(query)) ?? [];
    return { key, name, value: windows.registry.get(key, name) };
  });
}

/** Gives the machine another identity. */
function exchange(windows: SimulatedWindows): void {
  for (const { key, name } of identityOf(windows))
    windows.registry.set(key, name, { type: "REG_SZ", data: "another" });
}

function hostOf(windows: SimulatedWindows, shell: Shell, givesUpEarlySeconds = 0): Host {
  const host = windows.asHost("vpn01", shell);
  if (givesUpEarlySeconds === 0) return host;
  return {
    name: host.name,
    disconnect: () => host.disconnect(),
    run: (commandLine, limits = {}) => {
      const { timeoutSeconds = defaultTimeouts.commandSeconds } = limits;
      const early = Math.max(0, timeoutSeconds - givesUpEarlySeconds);
      return host.run(commandLine, { ...limits, timeoutSeconds: early });
    },
  };
}

async function endOf(
  work: Promise<RebootOutputs | undefined>,
): Promise<Pick<Played, "result" | "outputs" | "code" | "message">> {
  try {
    return { result: "done", outputs: await work, code: undefined, message: "" };
  } catch (error) {
    const isPartial = error instanceof PartialFailureError;
    const cause = isPartial ? error.cause : error;
    return {
      result: isPartial ? "unfinished" : "failed",
      outputs: isPartial ? (error.properties as unknown as RebootOutputs) : undefined,
      code: cause instanceof NatTraversalError ? cause.code : undefined,
      message: error instanceof Error ? error.message : "",
    };
  }
}
