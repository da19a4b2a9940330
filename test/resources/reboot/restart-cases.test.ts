import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NatTraversalError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { PartialFailureError } from "../../../provider/resources/context";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import type { RebootInputs, RebootOutputs, SettingFacts } from "../../../provider/restart/reboot-state";
import type { FaultEffect } from "../../lab/simulated/faults";
import type { SimulatedWindows, SimulatedWindowsOptions } from "../../lab/simulated/simulated-windows";
import { Scene } from "./scene";

/** One restart: what the host is like and what happens, and what must come out. Times are seconds after the start. */
interface RestartCase {
  readonly what: string;
  readonly host?: Partial<SimulatedWindowsOptions>;
  readonly account?: Partial<
    Pick<SimulatedWindows, "mayShutDown" | "shutdownCodeInTextOnly" | "notReadyWhileBooting" | "exitCodeBits">
  >;
  /** Whether the setting left its marker; it does by default. */
  readonly marked?: boolean;
  readonly inputs?: Partial<RebootInputs>;
  readonly setting?: Partial<SettingFacts>;
  readonly before?: readonly string[];
  /** Whether the event log holds nothing, not even that it was cleared. */
  readonly emptyLog?: boolean;
  readonly faults?: readonly {
    readonly when: string;
    readonly nth?: number;
    readonly times?: number;
    readonly effect: FaultEffect;
  }[];
  /** How much before its limit the connection gives a command up, to close what it opened, as WinRM does. */
  readonly givesUpEarlySeconds?: number;
  readonly events?: readonly {
    readonly at: number;
    readonly do: "run" | "powerOn" | "crash" | "fastStartup" | "clearLog" | "returns" | "boot";
    readonly command?: string;
  }[];
  readonly expect: {
    /** "unfinished": the state remembers the request; "failed": there is nothing to remember. */
    readonly result: "done" | "unfinished" | "failed";
    readonly code?: string;
    /** What the message must hold. */
    readonly says?: readonly string[];
    readonly status?: string;
    /** What the evidence must hold; null if there must be none. */
    readonly evidence?: string | null;
    readonly warned?: string;
    readonly boots: number;
    /** Exit codes of the requests that reached Windows. */
    readonly requests: readonly number[];
    readonly atMostSeconds: number;
    readonly atLeastSeconds?: number;
    /** When the host was first seen in its new boot, at the latest. */
    readonly backAtMostSeconds?: number;
    readonly seenDown?: boolean;
  };
}

const folder = join(__dirname, "../../cases/reboot");

describe("a restart, case by case", () => {
  for (const file of readdirSync(folder).sort()) {
    const given = JSON.parse(readFileSync(join(folder, file), "utf8")) as RestartCase;
    for (const shell of ["cmd", "powershell"] as const) {
      // Before Vista there is no PowerShell of Windows' own.
      if (shell === "powershell" && given.host?.os === "xp") continue;
      it(`${file}, ${shell}: ${given.what}`, async () => check(given, shell));
    }
  }
});

async function check(given: RestartCase, shell: "cmd" | "powershell"): Promise<void> {
  const { expect } = given;
  const scene = new Scene(given.host);
  Object.assign(scene.windows, given.account);
  await scene.writeSetting(given.marked);
  if (given.emptyLog === true) scene.windows.eventLog.clear();
  for (const command of given.before ?? []) await scene.windows.execute(command);
  if (given.before !== undefined || given.emptyLog === true) await scene.clock.advance(1000);
  scene.windows.faults.add(
    ...(given.faults ?? []).map(({ when, ...rest }) => ({ ...rest, when: new RegExp(when) })),
  );
  for (const event of given.events ?? []) {
    scene.clock.setTimer(event.at * 1000, () => happen(scene.windows, event));
  }
  const startedAt = scene.clock.now();
  const inputs = scene.inputs({ setting: scene.facts(given.setting), ...given.inputs });
  const { result, outputs, error } = await outcome(
    scene.clock.runUntilSettled(
      createReboot(scene.context(hostOf(scene, shell, given.givesUpEarlySeconds)), inputs),
    ),
  );
  const seconds = (scene.clock.now() - startedAt) / 1000;
  const message = error instanceof Error ? error.message : "";
  assert.equal(result, expect.result, message);
  assert.equal(codeOf(error), expect.code, message);
  for (const part of expect.says ?? []) assert.ok(message.includes(part), `"${part}" is not in: ${message}`);
  if (expect.status !== undefined) assert.equal(outputs?.status, expect.status);
  const evidence = outputs?.lastReboot?.evidence;
  if (expect.evidence === null) assert.equal(evidence, undefined);
  else if (expect.evidence !== undefined)
    assert.ok(evidence?.includes(expect.evidence), `evidence: ${evidence}`);
  assert.deepEqual(scene.requests, expect.requests);
  assert.equal(scene.windows.boots, expect.boots);
  assert.ok(seconds <= expect.atMostSeconds, `took ${seconds} s`);
  assert.ok(seconds >= (expect.atLeastSeconds ?? 0), `took only ${seconds} s`);
  const { back, down } = outputs?.lastReboot ?? {};
  if (expect.backAtMostSeconds !== undefined) {
    const backAfter = (Date.parse(back ?? "") - startedAt) / 1000;
    assert.ok(backAfter <= expect.backAtMostSeconds, `seen back after ${backAfter} s`);
  }
  if (expect.seenDown !== undefined) assert.equal(down !== undefined, expect.seenDown);
  const { warned } = expect;
  const warnings = scene.warnings.join("\n");
  assert.ok(warned === undefined ? warnings === "" : warnings.includes(warned), `warnings: ${warnings}`);
  assertToldOften(scene, startedAt);
}

function hostOf(scene: Scene, shell: "cmd" | "powershell", givesUpEarlySeconds = 0): Host {
  const host = scene.windows.asHost("vpn01", shell);
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

function happen(windows: SimulatedWindows, event: NonNullable<RestartCase["events"]>[number]): void {
  switch (event.do) {
    case "run":
      void windows.execute(event.command ?? "");
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
      windows.fastStartup();
      return;
    case "clearLog":
      windows.eventLog.clear();
      return;
    case "returns":
      windows.power.behaviour.afterRestart = "returns";
  }
}

async function outcome(work: Promise<{ outs: RebootOutputs }>): Promise<{
  readonly result: "done" | "unfinished" | "failed";
  readonly outputs?: RebootOutputs;
  readonly error?: unknown;
}> {
  try {
    return { result: "done", outputs: (await work).outs };
  } catch (error) {
    if (!(error instanceof PartialFailureError)) return { result: "failed", error };
    return { result: "unfinished", error, outputs: error.properties as unknown as RebootOutputs };
  }
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof PartialFailureError ? error.cause : error;
  return cause instanceof NatTraversalError ? cause.code : undefined;
}

/** Nobody is left without news for longer than 10 s, and no news begins with the host, which the row beside it names. */
function assertToldOften(scene: Scene, startedAt: number): void {
  const times = [startedAt, ...scene.progressAt, scene.clock.now()];
  const longest = Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
  assert.ok(longest <= 11_000, `nothing was told for ${longest / 1000} s`);
  assert.ok(!scene.told.some((text) => text.startsWith("vpn01")));
}
