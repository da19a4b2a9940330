import assert from "node:assert/strict";
import fc from "fast-check";
import { EngineLog } from "../provider/engine/engine-log";
import { createProvider, type Provider } from "../provider/entry";
import { AuthenticationError, NatTraversalError } from "../provider/errors";
import type { CommandLine, CommandResult, Host } from "../provider/hosts/host";
import { renderFor } from "../provider/hosts/host";
import { detectShell, unsupportedShell } from "../provider/hosts/shell-detection";
import { classify, closed, sshProgress } from "../provider/hosts/ssh/failure";
import { notForwarded } from "../provider/hosts/ssh/jump-failure";
import { methodNotAccepted, tooManyFailures } from "../provider/hosts/ssh/login";
import { faultError } from "../provider/hosts/winrm/faults";
import { unframePlain, unframeSealed } from "../provider/hosts/winrm/framing";
import { httpError } from "../provider/hosts/winrm/http-errors";
import { NtlmSession } from "../provider/hosts/winrm/ntlm/session";
import { compareMachines, describeMachine } from "../provider/nat-traversal/machine";
import { describeValue } from "../provider/windows/registry-value";
import { InProcessHost } from "./lab/simulated/in-process-host";
import { SimulatedWindows, services, settingName } from "./lab/simulated/simulated-windows";
import { ManualClock } from "./support/manual-clock";
import { checkAsyncProperty, checkProperty } from "./support/property";
import { anyCharacter } from "./support/wild-values";

const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::vpn";
const rebootUrn = urn.replace("NatTraversalSetting", "Reboot");
const connection = {
  transport: "ssh",
  host: "vpn01",
  user: "admin",
  password: "c4n4ry",
  hostKey: "SHA256:x",
};

/** What a terminal, Pulumi or a CI system acts upon; J is the letter by which foreign text is known again. */
const tricks = [
  ...["\n::error file=a,line=1::JJJ\n", "\r\n##vso[task.setvariable variable=x]JJJ\r\n", "##[error]JJJ"],
  ...[
    "##teamcity[buildStatus status='FAILURE']",
    "<{%fg 1%}>JJJ<{%reset%}>",
    "\x1b[2J\x1b]0;JJJ\x07",
    "\rJJJ",
  ],
  ...["section_start:1:JJJ\r\x1b[0K", "\u202eJJJ\u202c", "J\u200bJ", "\x9b31mJJJ", "\u2028::warning::JJJ"],
  ...[
    '" is fine. JJJ "',
    "'JJJ'",
    "#\u200b#vso[JJJ]",
    "<\u200b{%JJJ%\u200b}>",
    ":\u0000:error::JJJ",
    "\ud800JJJ",
  ],
];
const foreignText = fc
  .array(fc.oneof(fc.constantFrom(...tricks), fc.string({ maxLength: 12, unit: anyCharacter })), {
    maxLength: 6,
  })
  .chain((parts) => fc.nat({ max: 600 }).map((more) => `${parts.join("")}${"J".repeat(70 + more)}`));

function assertHarmless(sentence: string): void {
  const shown = JSON.stringify(sentence);
  assert.doesNotMatch(sentence, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u, shown);
  assert.doesNotMatch(sentence, /##(?:\[|vso\[|teamcity\[)|<\{%|%\}>|section_(?:start|end):/, shown);
  assert.doesNotMatch(sentence, /::(?:error|warning)/, shown);
  for (const [, quotation = ""] of sentence.matchAll(/"([^"]*J[^"]*)"/g)) {
    assert.ok(quotation.length <= 121, `${quotation.length} characters in one quotation: ${shown}`);
  }
  assert.doesNotMatch(sentence.replace(/"[^"]*"/g, ""), /J/, `not marked as quoted: ${shown}`);
}

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

  it("never does so from what a peer says before, in and instead of its protocol", () => {
    const account = { host: "vpn01", user: "admin", prefix: "" };
    const address = { host: "vpn01", port: 22 };
    const winrm = { host: "vpn01", where: "port 5986", phase: "opening a shell" } as const;
    const attempt = { method: "ntlm", user: "admin", wasOffered: true, hasTls: true } as const;
    const sentences = (text: string): (string | Error)[] => [
      closed(sshProgress(address, "banner", text)),
      closed(sshProgress(address, "banner", `Exceeded MaxStartups${text}`)),
      ...(["banner", "key exchange", "authentication", "waiting for output"] as const).flatMap((phase) => [
        classify(sshProgress(address, phase, text), { message: text, level: "protocol", code: text }),
        classify(sshProgress(address, phase), { message: text, code: 11 }),
        classify(sshProgress(address, phase), { message: text, level: "client-socket", code: text }),
      ]),
      notForwarded("bastion", address, { message: `(SSH) Channel open failure: ${text}`, reason: 2 }),
      tooManyFailures(account, { said: text, hint: "Check user." }, undefined),
      methodNotAccepted(account, "password", [text, text]),
      methodNotAccepted(
        account,
        "password",
        Array.from({ length: 99 }, () => text.slice(0, 60)),
      ),
      faultError({ code: 5, subcode: text, provider: text, text }, winrm, "admin"),
      faultError({ code: undefined, subcode: undefined, provider: undefined, text }, winrm, undefined),
      httpError(
        winrm,
        { status: 401, headers: { "www-authenticate": text }, body: Buffer.alloc(0) },
        attempt,
      ),
      thrownBy(() => unframePlain(text, Buffer.from(text))),
      thrownBy(() => unframeSealed(new NtlmSession(Buffer.alloc(16)), text, Buffer.from(text))),
      shellSentence({ exitCode: 0, output: text, errorOutput: text }),
      shellSentence({ exitCode: 0, output: "", errorOutput: text }),
      describeMachine({ machineGuid: text, computerName: text, hardwareId: text }),
      compareMachines(
        { machineGuid: text, computerName: "A" },
        { machineGuid: `${text}x`, computerName: text },
      ).explanation,
      ...["REG_SZ", "REG_MULTI_SZ", "REG_BINARY", "REG_QWORD", "REG_NONE"].map((type) =>
        describeValue({ type: type as "REG_SZ", data: text }),
      ),
    ];
    checkProperty(
      fc.property(foreignText, (text) => {
        for (const sentence of sentences(text))
          assertHarmless(typeof sentence === "string" ? sentence : sentence.message);
      }),
    );
  });

  it("is quoted whole where it is an ordinary word", () => {
    const error = tooManyFailures(
      { host: "vpn01", user: "admin", prefix: "" },
      { said: "Too many", hint: "" },
      undefined,
    );
    assert.ok(error instanceof AuthenticationError && error instanceof NatTraversalError);
    assert.match(error.message, /the host ended the login: "Too many"/);
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

function shellSentence(result: CommandResult): string {
  const detected = detectShell(result);
  return "shell" in detected ? "" : unsupportedShell("vpn01", detected).message;
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  return new Error("nothing was thrown");
}
