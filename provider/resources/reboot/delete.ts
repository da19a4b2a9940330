import type { LifecycleContext } from "../context";
import type { StoredReboot } from "./stored-reboot";

/** A restart cannot be undone, and taking the resource away never causes one: nothing is done, and no host is contacted. */
export async function deleteReboot(
  _context: LifecycleContext,
  _id: string,
  _olds: StoredReboot,
): Promise<void> {}
