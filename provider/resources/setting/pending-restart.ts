import type { SettingInputs } from "../../nat-traversal/setting-state";
import type { Evaluation } from "../../nat-traversal/status";
import { leadsToThisMachine } from "../address";

/** What a setting's state may say of its restart. */
type Told = Pick<Evaluation, "status" | "statusReason">;

/**
 * The evaluation in the words that a setting's state keeps. Where a `Reboot` follows, the restart comes after the state was saved: that it
 * is pending is left to the `Reboot`. Where Pulumi runs on the machine itself, which it cannot restart, the reason says what is left to do.
 */
export function toldOfRestart<T extends Told>(
  { connection, __rebootFollows }: Pick<SettingInputs, "connection" | "__rebootFollows">,
  evaluation: T,
): T {
  if (evaluation.status !== "rebootPending") return evaluation;
  if (__rebootFollows === true) return { ...evaluation, ...leftToReboot };
  if (!leadsToThisMachine(connection)) return evaluation;
  // Fast Startup keeps the kernel session over a shutdown, and the services with it.
  const hint = "Choose Restart: with Fast Startup, shutting down and powering on does not count.";
  return { ...evaluation, statusReason: `${evaluation.statusReason} ${hint}` };
}

const leftToReboot: Told = {
  status: "unknown",
  statusReason: "The value takes effect with a restart; the status of the Reboot tells the rest.",
};

/** Whether a `Reboot` has come or gone, so that the status in state may be the wrong one's to tell. */
export function restartTeller(
  olds: Partial<Told> & Pick<SettingInputs, "__rebootFollows">,
  news: Pick<SettingInputs, "__rebootFollows">,
): "same" | "rebootNow" | "settingNow" {
  const [before, now] = [olds.__rebootFollows === true, news.__rebootFollows === true];
  if (before && !now) return "settingNow";
  return now && !before && olds.status === "rebootPending" ? "rebootNow" : "same";
}
