import assert from "node:assert/strict";
import fc from "fast-check";
import { EngineLog } from "../provider/engine/engine-log";
import { createProvider, type Provider } from "../provider/entry";
import { type CommandLine, type CommandResult, type Host, renderFor } from "../provider/hosts/host";
import { InProcessHost } from "./lab/simulated/in-process-host";
import { SimulatedWindows, services, settingName } from "./lab/simulated/simulated-windows";
import { assertHarmless, foreignText } from "./support/foreign-text";
import { ManualClock } from "./support/manual-clock";
import { checkAsyncProperty } from "./support/property";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::vpn";
const rebootUrn = urn.replace("NatTraversalSetting", "Reboot");
const connection = {
  transport: "ssh",
  host: "vpn01",
  user: "admin",
  password: "c4n4ry",
  hostKey: "SHA256:x",
};

/** Every sentence that leaves a provider: what it says, what it throws, and what its outputs say. */
class Listener {
  readonly sentences: string[] = [];
  readonly clock = new ManualClock();
  readonly provider: Provider;

  constructor(host: Host) {
    const hear = (line: string) => this.sentences.push(line);
    const log = new EngineLog(undefined, this.clock, { log: hear, error: hear });
    this.provider = createProvider({
      engineAddress: undefined,
      clock: this.clock,
      log,
      connect: async () => host,
    });
  }

  async hear<T extends object>(work: Promise<T | undefined>): Promise<T | undefined> {
    try {
      const answer = await this.clock.runUntilSettled(work);
      const { outs, props } = (answer ?? {}) as { outs?: object; props?: object };
      const outputs = (outs ?? props ?? {}) as Record<string, unknown>;
      for (const name of ["statusReason", "findings", "warnings", "pendingReasons"])
        this.sentences.push(...[outputs[name] ?? []].flat().map(String));
      return answer ?? undefined;
    } catch (error) {
      this.sentences.push(String(error), ...((error as { reasons?: string[] }).reasons ?? []));
      return undefined;
    }
  }
}

describe("text from a host", () => {
  it("never reaches a terminal or a CI log as anything but a short quotation, from any place of a registry", async () => {
    const places = fc.record({
      value: foreignText,
      guid: foreignText,
      computer: foreignText,
      hardware: foreignText,
      marker: foreignText,
      name: foreignText,
      onDelete: fc.constantFrom("restore", "remove", "keep"),
    });
    await checkAsyncProperty(
      fc.asyncProperty(places, async (text) => {
        const clock = new ManualClock();
        const windows = new SimulatedWindows({ clock, machineGuid: text.guid, hardwareId: text.hardware });
        const { registry } = windows;
        const set = (path: string, name: string, data: string) =>
          registry.set(path, name, { type: "REG_SZ", data });
        set(`${services}\\PolicyAgent`, settingName, text.value);
        set(`${services}\\PolicyAgent`, `${settingName.slice(0, -4)}${text.name.slice(0, 4)}`, text.value);
        set(`${services}\\IKEEXT`, settingName, text.value);
        set("HKLM\\HARDWARE\\DESCRIPTION\\System", "AssumeUDPEncapsulationMarker", text.marker);
        set(
          "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName",
          "ComputerName",
          text.computer,
        );
        const listener = new Listener(new InProcessHost("vpn01", windows));
        await oneLife(listener, {
          connection,
          behindNat: "both",
          onDelete: text.onDelete,
          timeouts: { connectSeconds: 2, commandSeconds: 5 },
        });
        listener.sentences.forEach(assertHarmless);
        assert.ok(listener.sentences.length > 0);
      }),
      { numRuns: 25 },
    );
  });

  it("never does so from an answer that is nothing but foreign, framed or not", async () => {
    const answer = fc.record({
      framed: fc.boolean(),
      exitCode: fc.constantFrom(0, 1, 5),
      output: foreignText,
      errors: foreignText,
    });
    await checkAsyncProperty(
      fc.asyncProperty(answer, async ({ framed, exitCode, output, errors }) => {
        const host = hostAnswering((line) => {
          const [, nonce = ""] = /^echo (\w+)\^\.begin/.exec(line) ?? [];
          const commands = line.match(/\^\.\d+y/g)?.length ?? 0;
          const marks = Array.from(
            { length: commands },
            (_, at) => `${output}\r\n${nonce}.${at}${exitCode === 0 ? "y" : "n"}\r\n`,
          );
          return {
            exitCode,
            output: framed ? `${nonce}.begin\r\n${marks.join("")}` : output,
            errorOutput: errors,
          };
        });
        const listener = new Listener(host);
        await oneLife(listener, { connection, behindNat: "both" });
        listener.sentences.forEach(assertHarmless);
        assert.ok(listener.sentences.length > 0);
      }),
      { numRuns: 40 },
    );
  });
});

/** Create, refresh, a restart and a delete, whatever becomes of each. */
async function oneLife(listener: Listener, inputs: Record<string, unknown>): Promise<void> {
  const { setting, reboot } = listener.provider;
  const created = await listener.hear(setting.create({ urn }, inputs));
  const id = created?.id ?? "0123456789abcdef";
  const outs = created?.outs ?? {
    ...{
      ...inputs,
      previous: { type: "absent" },
      applied: { type: "REG_DWORD", data: "2" },
      registryPath: `${services}\\PolicyAgent`,
    },
    ...{
      machine: { computerName: "OLD" },
      bootEvidence: {},
      valueAtBoot: { type: "unknown" },
      changeId: "c1",
      __stateVersion: 1,
    },
  };
  await listener.hear(setting.read({ urn }, id, outs));
  const facts = { id, ...outs };
  const restart = {
    connection,
    triggers: { change: "c1" },
    setting: facts,
    warningSeconds: 5,
    timeoutSeconds: 30,
    ifUnknown: "reboot",
  };
  await listener.hear(reboot.create({ urn: rebootUrn }, restart));
  await listener.hear(setting.delete({ urn }, id, outs).then(() => undefined));
}

function hostAnswering(answer: (line: string) => CommandResult): Host {
  return {
    name: "vpn01",
    run: async (line: CommandLine) => answer(renderFor("cmd", line)),
    disconnect: async () => {},
  };
}
