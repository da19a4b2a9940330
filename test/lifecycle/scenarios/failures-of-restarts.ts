import { type Failure, failureScenario } from "./failure";
import { type Scenario, toAnotherMachine } from "./scenario";
import type { Scene } from "./scene";

/** Neither BootId nor boot events, before and after. */
function forgetBoots({ windows }: Scene): void {
  windows.eventLog.clear();
  windows.power.listen({ booted: () => windows.eventLog.clear() });
}

const failures: readonly Failure[] = [
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
    reboot: { timeoutSeconds: 8 },
    prepare: ({ windows }) => {
      windows.power.behaviour.afterRestart = "neverReturns";
    },
  },
  {
    title: "a restart that nothing can prove",
    code: "REBOOT_UNPROVEN",
    tried: "reboot",
    options: { host: { bootId: "missing", power: { bootSeconds: 16 } } },
    inputs: { bootMarker: false },
    reboot: { bootMarker: false, ifUnknown: "reboot", timeoutSeconds: 15 },
    prepare: forgetBoots,
  },
];

/** What becomes of restarts that go wrong; this very machine is never restarted. */
export const failuresOfRestarts: readonly Scenario[] = failures.map((failure) =>
  failureScenario({ ...failure, fits: toAnotherMachine }),
);
