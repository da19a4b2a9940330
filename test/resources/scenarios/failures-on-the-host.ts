import assert from "node:assert/strict";
import { dword } from "../../../provider/windows/registry-value";
import { services } from "../../lab/simulated/fixture";
import { settingName } from "../../lab/simulated/simulated-windows";
import { type Failure, failureScenario } from "./failure";
import { only, type Scenario } from "./scenario";
import type { Scene } from "./scene";
import { titles } from "./titles";

function loseRights({ windows }: Scene): void {
  windows.elevated = false;
  windows.commands.length = 0;
}

/** On this machine it is the terminal that lacks the rights. */
function saysHowToBeElevated({ way }: Scene): RegExp | undefined {
  return way.isThisMachine ? /Start the terminal with "Run as administrator"/ : undefined;
}

/** There it is found out before any write; another host refuses the write itself. */
function assertNotTried({ way, windows }: Scene): void {
  if (way.isThisMachine) assert.doesNotMatch(windows.commands.join("\n"), /reg (add|delete)/);
}

/** Somebody else's policy sets the value back at once. */
function undoEveryWrite({ windows }: Scene): void {
  const { registry, setting: before } = windows;
  const set = registry.set.bind(registry);
  registry.set = (key, name, value) => set(key, name, name === settingName ? before : value);
}

const failures: readonly Failure[] = [
  {
    title: "an account without administrator rights",
    code: "ACCESS_DENIED",
    alsoOver: ["powershell local"],
    prepare: loseRights,
    says: saysHowToBeElevated,
    afterwards: assertNotTried,
  },
  {
    title: "an account without administrator rights on update",
    code: "ACCESS_DENIED",
    alsoOver: ["powershell local"],
    tried: "update",
    prepare: loseRights,
    says: saysHowToBeElevated,
    afterwards: assertNotTried,
  },
  {
    title: "an account without administrator rights on destroy",
    code: "ACCESS_DENIED",
    alsoOver: ["powershell local"],
    tried: "delete",
    prepare: loseRights,
    says: saysHowToBeElevated,
    afterwards: assertNotTried,
  },
  {
    title: "a key that the account may not write",
    code: "ACCESS_DENIED",
    // Its answer comes through another shell.
    alsoOver: ["ssh+powershell"],
    prepare: ({ windows }) => windows.refuseKey(windows.settingKey, "write"),
    leavesMarker: true,
  },
  {
    title: "a key that the account may not read",
    code: "ACCESS_DENIED",
    // Its answer comes through another shell.
    alsoOver: ["ssh+powershell"],
    prepare: ({ windows }) => windows.refuseKey(windows.settingKey, "readAndWrite"),
  },
  {
    title: "registry tools disabled by a policy",
    code: "REGISTRY_TOOLS_DISABLED",
    prepare: ({ windows }) => {
      windows.registryToolsDisabled = true;
    },
  },
  {
    title: "Server 2003 without an explicit `registryKey`",
    code: "UNSUPPORTED_OS",
    // Neither that OpenSSH nor that PowerShell, nor Pulumi itself, runs there.
    fits: only("ssh+cmd", "winrm http", "winrm https"),
    options: { host: { os: "2003" } },
  },
  {
    title: "a missing service key",
    code: "KEY_MISSING",
    // Its answer comes through another shell.
    alsoOver: ["ssh+powershell"],
    prepare: ({ windows }) => void windows.registry.deleteKey(`${services}\\PolicyAgent`),
  },
  {
    title: "nonsense in place of an answer",
    code: "UNEXPECTED_OUTPUT",
    // Its answer comes through another shell.
    alsoOver: ["ssh+powershell"],
    prepare: ({ windows }) => {
      const result = { output: "nonsense\r\n", exitCode: 0 };
      windows.faults.add({ when: /reg query/, times: 9, effect: { kind: "reply", result } });
    },
  },
  {
    title: "a start-up script that swallows the head of every answer",
    code: "UNEXPECTED_OUTPUT",
    alsoOver: ["ssh+powershell", "ssh 7.7", "ssh 7.7+cmd", "winrm http"],
    options: { host: { startValue: dword(1) } },
    prepare: ({ windows }) => {
      // The answer to the shell probe is shorter.
      windows.startUpScript = (output) => (output.length < 200 ? output : output.slice(60));
    },
  },
  {
    title: "another program that undoes the write at once",
    code: "COMMAND",
    options: { host: { startValue: dword(1) } },
    prepare: undoEveryWrite,
    leavesMarker: true,
  },
  {
    title: titles.notRestorable,
    code: "NOT_RESTORABLE",
    options: { host: { startValue: { type: "REG_SZ", data: '2" & echo "' } } },
  },
  {
    title: "a missing backup folder",
    code: "BACKUP_FAILED",
    inputs: { backup: { hostDirectory: "C:\\Missing" } },
  },
  {
    // What check refuses already is refused again where the command line is put together.
    title: "a backup folder whose name no command line can hold",
    code: "INVALID_INPUT",
    inputs: { backup: { hostDirectory: 'C:\\Back" & echo "up' } },
  },
];

/** What keeps a host that can be spoken with from being changed. */
export const failuresOnTheHost: readonly Scenario[] = failures.map(failureScenario);
