import { didYouMean } from "../validation/wording";
import { transportsByName } from "./connect";
import { secretProperties } from "./secret-properties";

/** The properties of a connection whose text is no secret. */
export const nonSecretProperties = new Set(
  [...transportsByName.values()].flatMap((transport) => transport.nonSecretProperties),
);

/** Words of our own messages: whoever reads them there learns nothing. */
const ownWords = new Set([
  ...[...transportsByName.keys(), "http", "https", "ntlm", "basic", "certificate", "insecureAcceptAny"],
  ...["none", "client", "server", "both", "true", "false"],
]);

/**
 * Whether a text can be in messages although its property, which is none of the open ones, may be a secret in the wrong place: the name
 * is a slip for an open one, or the text is a port or a word of ours, which would be missing from messages all over the run.
 */
export function isPlainText(name: string, value: string): boolean {
  if (secretProperties.some((secret) => secret === name)) return false;
  const meant = didYouMean(name, [...nonSecretProperties, ...secretProperties]);
  return (
    (meant !== undefined && nonSecretProperties.has(meant)) || /^\d{1,5}$/.test(value) || ownWords.has(value)
  );
}
