import { isIPv6 } from "node:net";
import type { ValidationErrors } from "./check-failure";
import { checkPresent, checkText } from "./check-values";

/** Notes the faults of a host's name or address. */
export function checkHostName(faults: ValidationErrors, path: string, host: unknown): void {
  checkPresent(faults, path, host);
  if (!checkText(faults, path, host)) return;
  // "user@host" and "ssh://host" would be looked up as names and fail late, or worse, resolve.
  if (/[\s/@\\]/.test(host)) {
    faults.add(path, "must be a host name or an address alone, without user or scheme");
  } else if (/[:[\]]/.test(host) && !isIPv6(host)) {
    faults.add(path, "must be a host name or an address alone; the port goes into port");
  } else if (host === ".") {
    // Some programs of Windows take it for the very machine they run on, a resolver for the root of all names.
    faults.add(path, 'must be the name or the address of a host; "." is neither');
  }
}
