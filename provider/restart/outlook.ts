import { holdsUnknown } from "../validation/schema";
import { restartDefaults } from "./restart-options";

/** What the next run may do to the host. Pure: a preview shows it before any host was asked. */
export function restartOutlook({ warningSeconds }: { readonly warningSeconds?: number | undefined }): string {
  const seconds = warningSeconds ?? restartDefaults.warningSeconds;
  const warning = holdsUnknown(seconds) ? "some time" : `${seconds} s`;
  return `restarts if Windows does not use the value yet; its users are warned ${warning} before`;
}
