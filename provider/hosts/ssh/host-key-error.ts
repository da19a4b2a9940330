import { HostKeyError } from "../../errors";
import type { HostKeyVerdict } from "./host-key";
import type { SshAccount } from "./login";

/** A host shows a key that is not accepted. */
export function wrongHostKey(
  { host, prefix }: SshAccount,
  { received, expected }: Extract<HostKeyVerdict, { readonly accepted: false }>,
): HostKeyError {
  return new HostKeyError({
    attempted: "trust the host's key",
    host,
    happened: `it showed ${received}, expected was ${expected}`,
    advice: `If the host was reinstalled, compare the key on the host itself (ssh-keygen -l -f ssh_host_…_key.pub) and then state it as ${prefix}hostKey; otherwise another machine may be answering.`,
  });
}
