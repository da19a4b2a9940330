import type { RestartState } from "./restart-state";

/** What is going on, for people who wait. */
export function phaseInWords(state: RestartState): string {
  switch (state.phase) {
    case "requesting":
      return "asking for the restart";
    case "going down":
      return state.request === "joined"
        ? "a shutdown is scheduled already, waiting for it to go down"
        : "waiting for it to go down";
    case "unreachable":
      return "down, waiting for it to come back";
    case "answering":
      return "answering, waiting for it to settle";
    case "settled":
      return "settled, looking for the proof";
    case "proven":
      return "restart proven";
  }
}
