import { HostKeyError } from "../../errors";
import type { HostKeyResult } from "./host-key";
import type { SshAccount } from "./login";

/** A host shows a key that is not accepted. */
export function wrongHostKey(
  { host, prefix }: SshAccount,
  { received, expected }: Extract<HostKeyResult, { readonly accepted: false }>,
): HostKeyError {
  return new HostKeyError({
    operation: "trust the host's key",
    host,
    problem: `it showed ${received}, expected was ${expected}`,
    hint: `If the host was reinstalled, compare the key on the host itself (ssh-keygen -l -f ssh_host_…_key.pub) and then state it as ${prefix}hostKey; otherwise another machine may be answering.`,
  });
}
