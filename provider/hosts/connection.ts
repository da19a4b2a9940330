import { isIPv6 } from "node:net";
import {
  anything,
  chosenBy,
  defaultsOf,
  isFields,
  isGiven,
  object,
  optional,
  type Resolved,
  refused,
  type Schema,
} from "../validation/schema";
import { seconds, text, wholeNumber } from "../validation/values";
import { kindOf } from "../validation/wording";

/** Where a secret comes from: the text itself, an environment variable or a file; the last two are read at each use. */
export type SecretSource = string | SecretFromEnvironment | SecretFromFile;

/** A secret in an environment variable of the machine that runs Pulumi. */
export interface SecretFromEnvironment {
  /** Name of the environment variable. */
  readonly env: string;
}

/** A secret in a file on the machine that runs Pulumi. */
export interface SecretFromFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  readonly file: string;
}

/** Where a text that is no secret comes from: the text itself, or a file that is read at each use. */
export type TextSource = string | TextFromFile;

/** A text in a file on the machine that runs Pulumi. */
export interface TextFromFile {
  /** Path of the file; `~` is the home folder, a relative path counts from the folder of the Pulumi program. */
  readonly file: string;
}

/** The word that switches the verification of a host off. */
export const insecureAcceptAny = "insecureAcceptAny";

/** The name or the address of a host. */
export const hostName = text((host) => {
  // "user@host" and "ssh://host" would be looked up as names and fail late, or worse, resolve.
  if (/\s/.test(host)) return "must be a host name or an address alone; there is a blank or a line end in it";
  if (/[\p{C}\p{DI}\u2800]/u.test(host))
    return "must be a host name or an address alone; there is a character in it that cannot be seen";
  // A percent sign would be decoded in the name that the certificate is for, and not in the one that is looked up.
  if (/%/.test(host) && !isIPv6(host))
    return "must be a host name or an address alone; a percent sign is in none but an IPv6 address with a zone";
  if (/[/@\\]/.test(host)) return "must be a host name or an address alone, without user or scheme";
  if (/[:[\]]/.test(host) && !isIPv6(host))
    return "must be a host name or an address alone; the port goes into port";
  // Some Windows programs take it for the machine they run on, a resolver for the root of all names.
  return host === "." ? 'must be the name or the address of a host; "." is neither' : undefined;
});

/** The name of an account. One that was read from a file with its line end would be rejected by the host, and count as an attempt. */
export const accountName = text((name) =>
  // Joiners are part of words in Persian and in the scripts of India.
  /[\p{Cc}\p{Zl}\p{Zp}\u2800]|(?![\u200c\u200d])\p{DI}|^\s|\s$/u.test(name)
    ? "must be the name of an account alone; there is a line end, a character that cannot be seen or a blank around it"
    : undefined,
);

/** Whether a text that should be the contents of a file is more likely its path. */
export function looksLikePath(text: string): boolean {
  const given = text.trim();
  return !/[\r\n]/.test(given) && /[\\/]|^~|\.(?:pem|crt|cer|key|pub)$|^known_hosts$/i.test(given);
}

/** A TCP port. */
export const port = wholeNumber({ least: 1, most: 65_535 });

/** A secret: a text, `{ env: "NAME" }` or `{ file: "path" }`. Nothing is read, and no value is shown. */
export const secretSource: Schema<SecretSource> = chosenBy((value): Schema<SecretSource> => {
  if (isFields(value)) return secretPlace;
  if (typeof value !== "string")
    return refused(`must be a string, { env: "NAME" } or { file: "path" }; it is ${kindOf(value)}`);
  // Blanks may be the secret; only nothing at all cannot be one.
  return value === "" ? refused("must not be empty") : anything;
});

/** The name of an environment variable. It may be a secret by mistake, so it is not shown. */
const variableName = text((name) =>
  /^[$%]|[=\p{Cc}]|^\s|\s$/u.test(name)
    ? 'must be the name of an environment variable alone, such as "VPN_PASSWORD", without $, % or = and without blanks around it'
    : undefined,
);

const secretPlace = object(
  { env: optional(variableName), file: optional(text()) },
  ({ env, file }, fault) => {
    if (isGiven(env) && isGiven(file)) fault("", "must name either env or file; it names both");
    if (env === undefined && file === undefined) fault("", "must name either env or file; it names neither");
  },
) as Schema<SecretSource>;

/** A text that may also be in a file; `faultOf` says what is wrong with the text. */
export function textSource(faultOf: (text: string) => string | undefined): Schema<TextSource> {
  const inText = text(faultOf);
  return chosenBy((value): Schema<TextSource> => {
    if (typeof value === "string") return inText;
    if (isFields(value)) return inFile;
    return refused(`must be a string or { file: "path" }; it is ${kindOf(value)}`);
  });
}

const inFile = object({ file: optional(text()) }, ({ file }, fault) => {
  if (file === undefined) fault("", 'must name the file, as { file: "path" }');
}) as Schema<TextFromFile>;

/** Limits for talking to a host. */
export const timeoutEntries = {
  /**
   * Seconds for opening a connection up to a usable session, 1 to 86,400.
   * @default 20
   */
  connectSeconds: optional(seconds, 20),
  /**
   * Seconds for one command, 1 to 86,400.
   * @default 60
   */
  commandSeconds: optional(seconds, 60),
};

/** The limits that apply to a call. */
export type Timeouts = Required<Resolved<typeof timeoutEntries>>;

/** What applies when a program gives no `timeouts`. */
export const defaultTimeouts: Timeouts = defaultsOf(timeoutEntries);
