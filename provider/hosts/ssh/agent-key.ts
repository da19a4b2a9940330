import { fingerprintForm, fingerprintOf } from "./host-key";
import { parseKnownHosts } from "./known-hosts";

/** What is wrong with an `agentKey`, as a clause, or undefined if its form is right. */
export function agentKeyFormFault(text: string): string | undefined {
  if (agentKeyFingerprint(text) !== undefined) return undefined;
  return /^SHA256:/i.test(text.trim())
    ? "is not SHA256: and 43 characters of base64"
    : "is neither SHA256:… nor the one line of a public key (ssh-add -L shows it)";
}

/** The fingerprint of the key that an `agentKey` names: given as it is, or as the line of the public key; undefined for another form. */
export function agentKeyFingerprint(text: string): string | undefined {
  const line = text.trim();
  const given = fingerprintForm.exec(line)?.[1];
  if (given !== undefined) return `SHA256:${given}`;
  if (/[\r\n]/.test(line)) return undefined;
  // A public key's line is a known_hosts line without its names.
  const [entry] = parseKnownHosts(`* ${line}`);
  return entry && fingerprintOf(entry.key);
}
