import { transportsByName } from "../hosts/connect";

/** The properties of a connection whose text is no secret. */
const nonSecretProperties = new Set(
  [...transportsByName.values()].flatMap((transport) => transport.nonSecretProperties),
);

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
    .flatMap(([, value]: [string, unknown]) => {
      if (typeof value === "string") return [value];
      return typeof value === "object" ? textsIn(value, inside) : [];
    });
}
