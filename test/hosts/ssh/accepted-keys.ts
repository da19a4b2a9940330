import { type AuthContext, type PublicKeyAuthContext, utils } from "ssh2";

/** Lets a test server take these public keys, proven by a signature, and nothing else. */
export function acceptsKeys(...lines: readonly string[]): (request: AuthContext) => void {
  const known = lines.map((line) => {
    const parsed = utils.parseKey(line);
    if (parsed instanceof Error) throw parsed;
    return parsed;
  });
  return (request) => {
    if (request.method !== "publickey") return request.reject(["publickey"]);
    const { key, signature, blob, hashAlgo } = request as PublicKeyAuthContext;
    const match = known.find((one) => one.getPublicSSH().equals(key.data));
    if (match === undefined) return request.reject(["publickey"]);
    if (signature === undefined || blob === undefined) return request.accept();
    return match.verify(blob, signature, hashAlgo) === true ? request.accept() : request.reject();
  };
}
