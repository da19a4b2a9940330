import ssh2 from "ssh2";

/** A key pair in OpenSSH's forms: the private half as PEM text, the public one as a line. */
export type SshKeyPair = ReturnType<typeof ssh2.utils.generateKeyPairSync>;

/**
 * A new ed25519 key pair that the SSH library can read: about one in 256 of those that it makes itself it calls malformed afterwards,
 * which would fail a test now and then.
 */
export function newEd25519Keys(
  passphrase?: string,
  make = () => ssh2.utils.generateKeyPairSync("ed25519", locked(passphrase)),
): SshKeyPair {
  for (;;) {
    const pair = make();
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

function locked(passphrase: string | undefined): object {
  return passphrase === undefined ? {} : { passphrase, cipher: "aes256-ctr", rounds: 1 };
}
