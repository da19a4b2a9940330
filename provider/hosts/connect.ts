import { variant } from "../validation/schema";
import { choice } from "../validation/values";
import type { HostAddress, HostContext, PreparedHost, Transport } from "./transport";
import * as transports from "./transports";

export type { SecretReader } from "./secret-reader";
export type { HostContext } from "./transport";

/** How to reach a host: the connection of any transport, with every Output resolved. */
export type Connection = ConnectionOf<(typeof transports)[keyof typeof transports]>;

type ConnectionOf<T> = T extends Transport<infer C> ? C : never;

/** Every transport by the name that a connection calls it by. */
export const transportsByName: ReadonlyMap<string, Transport<Connection>> = new Map(
  Object.values(transports).map((transport) => [transport.name, transport as Transport<Connection>]),
);

/** How to reach a host. Where `transport` is wrong or missing the rest is held to the most common kind, ssh. */
export const connectionSchema = variant<Connection>(
  "transport",
  new Map([...transportsByName].map(([name, { schema }]) => [name, schema])),
  choice(...transportsByName.keys()),
  "ssh",
);

/** Reads the secrets now; throws CredentialUnavailableError naming every fault at once. */
export function prepareHost(connection: Connection, context: HostContext): PreparedHost {
  return transportOf(connection).prepare(connection, context);
}

/** Where a connection leads. */
export function addressOf(connection: Connection): HostAddress {
  return transportOf(connection).addressOf(connection);
}

function transportOf({ transport: name }: Connection): Transport<Connection> {
  const transport = transportsByName.get(name);
  if (transport === undefined) throw new Error(`check let the transport ${JSON.stringify(name)} pass`);
  return transport;
}
