import { transportsByName } from "../hosts/connect";

/** The properties of a connection whose text is no secret. */
const openProperties = new Set(
  [...transportsByName.values()].flatMap((transport) => transport.openProperties),
);

/**
 * The texts among the properties of a resource that no message may hold: of a connection every text but the open ones,
 * misspelt properties included. Takes properties whose form is not proven.
 */
export function secretsAmong(properties: object): string[] {
  const connection: unknown = Reflect.get(properties, "connection");
  if (typeof connection !== "object" || connection === null) return [];
  return Object.entries(connection)
    .filter(([name]) => !openProperties.has(name))
    .flatMap(([, value]) => (typeof value === "string" ? [value] : []));
}
