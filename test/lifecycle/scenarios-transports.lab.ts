import assert from "node:assert/strict";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { UnfinishedError } from "../../provider/lifecycle/context";
import { createReboot } from "../../provider/lifecycle/reboot/create";
import { createSetting } from "../../provider/lifecycle/setting/create";
import { deleteSetting } from "../../provider/lifecycle/setting/delete";
import { readSetting } from "../../provider/lifecycle/setting/read";
import { updateSetting } from "../../provider/lifecycle/setting/update";
import type { BehindNat, SettingInputs, SettingOutputs } from "../../provider/setting/setting-state";
import type { RegistryValue } from "../../provider/windows/registry-value";
import { services } from "../lab/simulated/fixture";
import {
  type SimulatedHostOptions,
  type SimulatedWinrmHost,
  startSimulatedHost,
} from "../lab/simulated/simulated-host";
import { contextOf, openWay, ways } from "./ways";

const startStates: Readonly<Record<string, RegistryValue>> = {
  absent: { type: "absent" },
  "DWORD 0": { type: "REG_DWORD", data: "0" },
  "DWORD 2": { type: "REG_DWORD", data: "2" },
  "DWORD 7": { type: "REG_DWORD", data: "7" },
  "QWORD 2": { type: "REG_QWORD", data: "2" },
  "text 2": { type: "REG_SZ", data: "2" },
  binary: { type: "REG_BINARY", data: "02000000FF" },
};

/** What a host is made to be, what is tried, and the code that comes of it over every transport. */
interface Failure {
  readonly host?: SimulatedHostOptions;
  readonly inputs?: Partial<SettingInputs>;
  readonly password?: string;
  readonly prepare?: (host: SimulatedWinrmHost) => void;
  /** "create" unless told; the others come after a create that went well, and `prepare` after that. */
  readonly tried?: "update" | "refresh" | "delete" | "reboot";
  readonly code: string;
}

const unreachable = (host: SimulatedWinrmHost): void => {
  host.windows.power.behaviour.afterRestart = "neverReturns";
  host.windows.power.crash();
};
const anotherMachine = ({ windows }: SimulatedWinrmHost): void => {
  const keys = {
    "HKLM\\SOFTWARE\\Microsoft\\Cryptography": "MachineGuid",
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName": "ComputerName",
    "HKLM\\SYSTEM\\HardwareConfig": "LastConfig",
  };
  for (const [key, name] of Object.entries(keys))
    windows.registry.set(key, name, { type: "REG_SZ", data: "another" });
};
const notElevated = ({ windows }: SimulatedWinrmHost): void => {
  windows.elevated = false;
};

const failures: Readonly<Record<string, Failure>> = {
  "registry tools disabled": {
    code: "REGISTRY_TOOLS_DISABLED",
    prepare: ({ windows }) => {
      windows.registryToolsDisabled = true;
    },
  },
  "an account without rights": { code: "ACCESS_DENIED", prepare: notElevated },
  "a wrong password": { code: "AUTHENTICATION", password: "another" },
  "a host that is down": { code: "UNREACHABLE", prepare: unreachable },
  "a host that falls silent": {
    code: "UNREACHABLE",
    prepare: ({ windows }) => windows.faults.add({ when: /reg query/, effect: { kind: "silence" } }),
  },
  "a link that is cut": {
    code: "UNREACHABLE",
    prepare: ({ windows }) =>
      windows.faults.add({ when: /reg query/, effect: { kind: "cut", when: "during" } }),
  },
  "Server 2003 without a word on the key": { code: "UNSUPPORTED_OS", host: { os: "2003" } },
  "a missing service key": {
    code: "KEY_MISSING",
    prepare: ({ windows }) => void windows.registry.deleteKey(`${services}\\PolicyAgent`),
  },
  nonsense: {
    code: "UNEXPECTED_OUTPUT",
    prepare: ({ windows }) => {
      const result = { output: "nonsense\r\n", exitCode: 0 };
      windows.faults.add({ when: /reg query/, times: 9, effect: { kind: "reply", result } });
    },
  },
  "a value that cannot be put back": {
    code: "NOT_RESTORABLE",
    host: { startValue: { type: "REG_SZ", data: '2" & echo "' } },
  },
  "a missing backup folder": {
    code: "BACKUP_FAILED",
    inputs: { backup: { hostDirectory: "C:\\Missing" } },
  },
  "another machine on update": { code: "DIFFERENT_MACHINE", tried: "update", prepare: anotherMachine },
  "another machine on refresh": { code: "DIFFERENT_MACHINE", tried: "refresh", prepare: anotherMachine },
  "a host that is down on refresh": { code: "UNREACHABLE", tried: "refresh", prepare: unreachable },
  "a host that is down on delete": { code: "UNREACHABLE", tried: "delete", prepare: unreachable },
  "a restart that is refused": {
    code: "REBOOT_REFUSED",
    tried: "reboot",
    prepare: ({ windows }) => {
      windows.mayShutDown = false;
    },
  },
  "a restart without a return": {
    code: "REBOOT_TIMEOUT",
    tried: "reboot",
    prepare: ({ windows }) => {
      windows.power.behaviour.afterRestart = "neverReturns";
    },
  },
};

for (const [words, connectionOf] of Object.entries(ways)) {
  describe(`scenarios over ${words}`, function () {
    this.timeout(60_000);

    for (const [state, startValue] of Object.entries(startStates)) {
      it(`goes from ${state} to each wanted value and back`, async () => {
        for (const behindNat of ["none", "server", "both"] as const)
          await thereAndBack(startValue, behindNat);
      });
    }

    for (const [title, failure] of Object.entries(failures)) {
      it(`meets ${title} with ${failure.code}`, async () => {
        await withHost({ ...failure.host }, async (lab) => {
          const before = await lab.exportRegistry();
          const error: unknown = await attempt(lab, failure).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          assert.equal(codeOf(error), failure.code, String(error));
          if (failure.tried === undefined && failure.code !== "KEY_MISSING" && failure.code !== "UNREACHABLE")
            assert.equal(await lab.exportRegistry(), before, "nothing was touched");
        });
      });
    }

    async function thereAndBack(startValue: RegistryValue, behindNat: BehindNat): Promise<void> {
      await withHost({ startValue }, async (lab) => {
        const host = openWay(connectionOf(lab));
        const inputs: SettingInputs = { connection: connectionOf(lab), behindNat };
        const { id, outs } = await createSetting(contextOf(host), inputs);
        const number = { none: 0, server: 1, both: 2 }[String(behindNat)];
        const kept = number === 0 && startValue.type === "absent";
        assert.deepEqual(
          lab.windows.setting,
          kept ? startValue : { type: "REG_DWORD", data: String(number) },
        );
        await deleteSetting(contextOf(host), id, outs);
        assert.deepEqual(lab.windows.setting, startValue);
        await host.disconnect();
      });
    }

    async function attempt(lab: SimulatedWinrmHost, failure: Failure): Promise<void> {
      const { password } = failure;
      const connection = { ...connectionOf(lab), ...(password === undefined ? {} : { password }) };
      const inputs: SettingInputs = { connection, behindNat: "both", ...failure.inputs };
      const patient = openWay(connection);
      const hasty = openWay(connection, { ...defaultTimeouts, commandSeconds: 1, connectSeconds: 2 });
      try {
        if (failure.tried === undefined) {
          failure.prepare?.(lab);
          await createSetting(contextOf(hasty), inputs);
          return;
        }
        const { id, outs } = await createSetting(contextOf(patient), inputs);
        await patient.disconnect();
        failure.prepare?.(lab);
        const context = contextOf(failure.tried === "reboot" ? patient : hasty);
        if (failure.tried === "refresh") await readSetting(context, id, outs);
        if (failure.tried === "delete") await deleteSetting(context, id, outs);
        if (failure.tried === "update")
          await updateSetting(context, id, outs, { ...inputs, behindNat: "server" });
        if (failure.tried === "reboot") await createReboot(context, rebootInputs(inputs, id, outs));
      } finally {
        await hasty.disconnect();
        await patient.disconnect();
      }
    }
  });
}

function rebootInputs({ connection }: SettingInputs, id: string, outs: SettingOutputs) {
  const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence } = outs;
  return {
    connection,
    triggers: { change: outs.changeId },
    setting: { id, registryPath, applied, previous, valueAtBoot, machine, bootEvidence },
    ...{ warningSeconds: 5, timeoutSeconds: 6 },
  };
}

function codeOf(error: unknown): unknown {
  const failure = error instanceof UnfinishedError ? error.cause : error;
  return (failure as { code?: unknown } | undefined)?.code;
}

async function withHost(
  options: SimulatedHostOptions,
  use: (lab: SimulatedWinrmHost) => Promise<void>,
): Promise<void> {
  const lab = await startSimulatedHost({ hostSecondsPerSecond: 20, ...options, winrm: true });
  try {
    await use(lab);
  } finally {
    await lab.stop();
  }
}
