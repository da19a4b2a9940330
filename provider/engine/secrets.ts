import { LocalFileFault, type LocalFolders, processFolders, readLocalText } from "../hosts/local-file";
import { isPlainText, nonSecretProperties } from "../hosts/plain-text";
import { credentialFault, type SecretReader } from "../hosts/secret-reader";
import { longestSecret } from "./secret-encodings";

/** Where secrets come from. */
export interface SecretReaderOptions {
  /** Read at each use, so that a changed variable counts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folders?: LocalFolders;
}

/**
 * A reader of secrets: text as it is, an environment variable as it is, a file without its last line end. Environment
 * and files are read again at each call; nothing is kept.
 */
export function createSecretReader(dependencies: SecretReaderOptions): SecretReader {
  return (property, source) => {
    const secret = typeof source === "string" ? source : read(dependencies, property, source);
    if (secret.length > longestSecret) {
      const problem = `is longer than ${longestSecret / 1024} KiB, as no password or key is`;
      throw credentialFault(property, source, problem, "Give the password or the key alone.");
    }
    if (secret === "") throw credentialFault(property, source, "is empty", "Give it a value.");
    return secret;
  };
}

function read(
  { environment, folders = processFolders }: SecretReaderOptions,
  property: string,
  source: { readonly env: string } | { readonly file: string },
): string {
  if ("env" in source) {
    const value = environment[source.env];
    if (value !== undefined) return value;
    throw credentialFault(
      property,
      source,
      "is not set",
      "Set it where Pulumi runs: every command reads it.",
    );
  }
  try {
    return readLocalText(source.file, folders).replace(/\r?\n$/, "");
  } catch (error) {
    if (!(error instanceof LocalFileFault)) throw error;
    throw credentialFault(
      property,
      source,
      error.message,
      "~ is the home folder of the account that runs Pulumi; relative paths start at the folder of Pulumi.yaml's main.",
    );
  }
}

/** The secrets of one call: each is held until the call is over, and its last message out. */
export class SecretsOfCall {
  private readonly held: (() => void)[] = [];

  /** @param hold Begins to hold a secret, and gives the function that ends it (see Redactor). */
  constructor(private readonly hold: (secret: string) => () => void) {}

  /** Takes note of one. */
  readonly remember = (secret: string): void => {
    this.held.push(this.hold(secret));
  };

  /** Takes note of every secret text among the properties of a resource. */
  learn(properties: object): void {
    for (const secret of collectSecrets(properties)) this.remember(secret);
  }

  /** Lets go of all. */
  release(): void {
    for (const letGo of this.held.splice(0)) letGo();
  }
}

/** What a place is named by from which a secret is read. */
const placeNames = ["env", "file"];

/**
 * The texts among the properties of a resource that no message may hold: of a connection, and of what is inside it (a jump host),
 * every text but the open ones and the names of places, misspelt properties included. Takes properties whose form is not proven.
 */
export function collectSecrets(properties: object): string[] {
  const connection: unknown = Reflect.get(properties, "connection");
  return typeof connection === "object" ? textsIn(connection, nonSecretProperties) : [];
}

function textsIn(fields: object | null, open: ReadonlySet<string>): string[] {
  const inside = new Set([...open, ...placeNames]);
  return Object.entries(fields ?? {})
    .filter(([name]) => !open.has(name))
    .flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === "string") return isPlainText(name, value) ? [] : [value];
      return typeof value === "object" ? textsIn(value, inside) : [];
    });
}
