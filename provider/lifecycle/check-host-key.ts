import { insecureAcceptAny } from "../hosts/connection";
import type { Faults } from "./check-failure";
import { checkNames, checkText, isFields, isGiven, kindOf } from "./check-values";

/** What ssh-keygen -l prints: 32 bytes in base64, with or without padding. */
const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}=?$/;

/** A line of known_hosts, or the end of one: a key type, then the key, whose encoding always begins with a length. */
const keyLine = /(?:^|\s)(?:ssh-|ecdsa-|sk-)[\w@.-]+\s+AAAA[A-Za-z0-9+/]{16,}={0,2}(?:\s|$)/;

/** Notes the faults of a host key's form. */
export function checkHostKey(faults: Faults, path: string, value: unknown): void {
  if (!isGiven(value)) return;
  if (isFields(value)) {
    checkNames(faults, path, value, ["file"]);
    if (value.file === undefined) faults.add(path, 'must name the file, as { file: "path" }');
    checkText(faults, `${path}.file`, value.file);
    return;
  }
  if (typeof value !== "string") {
    faults.add(path, `must be a string or { file: "path" }; it is ${kindOf(value)}`);
    return;
  }
  const line = value.trim();
  if (value === insecureAcceptAny || fingerprint.test(line) || (keyLine.test(line) && !line.startsWith("@")))
    return;
  faults.add(
    path,
    `must be "SHA256:" with 43 base64 characters (ssh-keygen -l prints it), a line of known_hosts, { file: "path" } or "${insecureAcceptAny}"`,
  );
}
