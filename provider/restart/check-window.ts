import type { CheckResult, RestartCandidate } from "./check-restart";
import { windowInWords, windowMinutes } from "./window";
import { windowAt } from "./window-time";

/** A restart that would not be over when the window closes is left for the next one. */
export function withinWindow({ options, now, expectedSeconds }: RestartCandidate): CheckResult {
  const { window } = options;
  if (window === undefined) return { result: "go" };
  const found = windowAt(window, now, expectedSeconds);
  switch (found.state) {
    case "open":
      return { result: "go" };
    case "closed":
      return {
        result: "held",
        how: "out of the window",
        reason: `it is ${found.localTime} there, and the window is ${windowInWords(window)}. Run \`pulumi up\` within it`,
      };
    case "closing": {
      const needed = Math.ceil(expectedSeconds / 60);
      const hint =
        needed > windowMinutes(window) ? "Make the window longer" : "Run `pulumi up` earlier in it";
      return {
        result: "held",
        how: "postponed",
        reason: `it is ${found.localTime} there, ${inMinutes(found.minutesLeft)} before the window ${windowInWords(window)} closes, and warning and restart are expected to take ${inMinutes(needed)}. ${hint}`,
      };
    }
  }
}

function inMinutes(minutes: number): string {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
