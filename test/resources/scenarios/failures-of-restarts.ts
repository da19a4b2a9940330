import assert from "node:assert/strict";
import { type Failure, failureScenario } from "./failure";
import { type Scenario, toAnotherMachine } from "./scenario";
import type { Scene } from "./scene";

/** The time that the restart was given is over as soon as the host is down. */
function neverReturn({ windows }: Scene): void {
  windows.power.behaviour.afterRestart = "neverReturns";
}

/** Neither BootId nor boot events, before and after; once that was seen, the time to wait for them is over. */
function forgetBoots({ windows, clock }: Scene): void {
  windows.eventLog.clear();
  let looks = 0;
  windows.power.listen({
    booted: () => {
      windows.eventLog.clear();
      windows.onCommand = (line) => {
        if (!line.includes("AutoLogonChecked")) return;
        looks++;
        // Not at each: a leap may cut short the very look that it meets.
        if (looks % 2 === 0) clock.leap(121);
      };
    },
  });
}

const failures: readonly Failure[] = [
  {
    title: "a restart that would bring another value into effect",
    code: "NOT_APPLIED",
    tried: "reboot",
    prepare: ({ windows }) => {
      windows.setting = { type: "absent" };
    },
    says: () => /reads absent, but the setting applied REG_DWORD 2.*pulumi up --refresh/,
    afterwards: ({ windows }) => assert.deepEqual(windows.shutdownRequests, []),
  },
  {
    title: "a restart that is refused",
    code: "REBOOT_REFUSED",
    tried: "reboot",
    prepare: ({ windows }) => {
      windows.mayShutDown = false;
    },
  },
  {
    title: "a restart without a return",
    code: "REBOOT_TIMEOUT",
    tried: "reboot",
    // A leap of the clock would count as a sleep of the machine that runs Pulumi, and put the deadline off.
    reboot: { timeoutSeconds: 60 },
    prepare: neverReturn,
  },
  {
    title: "a restart after which a service does not run",
    code: "NOT_READY",
    tried: "reboot",
    options: { host: { power: { bootSeconds: 10, settleSeconds: 1 } } },
    reboot: { timeoutSeconds: 60, readyWhen: { services: ["RasMan"] } },
    prepare: ({ windows }) => windows.services.install("RasMan", { outcome: "fails" }),
    says: () => /RasMan is stopped \(exit code 1068\)/,
    afterwards: ({ windows }) => assert.equal(windows.boots, 1),
  },
  {
    title: "a restart that nothing can prove",
    code: "REBOOT_UNPROVEN",
    tried: "reboot",
    options: { host: { bootId: "missing", power: { bootSeconds: 16 } } },
    inputs: { bootMarker: false },
    reboot: { bootMarker: false, ifUnknown: "reboot", timeoutSeconds: 3000 },
    prepare: forgetBoots,
  },
];

/** What becomes of restarts that go wrong; the machine that runs Pulumi is never restarted. */
export const failuresOfRestarts: readonly Scenario[] = failures.map((failure) =>
  failureScenario({ ...failure, fits: toAnotherMachine }),
);
