import { addressOf, type Connection, transportsByName } from "../hosts/connect";
import type { HostAddress } from "../hosts/transport";
import { holdsUnknown, isFields } from "../validation/schema";

/** The name of an address in a run: lower-case host and TCP port, and those of the jump host, if there is one. */
export function addressName(connection: Connection): string {
  return nameOf(addressOf(connection));
}

/** The name of the address of inputs whose form is not proven and of which parts may be unknown; undefined while it is not known. */
export function addressNameIfKnown(connection: unknown): string | undefined {
  const address = addressIfKnown(connection);
  return address === undefined ? undefined : nameOf(address);
}

/** Whether inputs, their form not proven, are known to lead to the machine that runs Pulumi. */
export function leadsToThisMachine(connection: unknown): boolean {
  const address = addressIfKnown(connection);
  return address !== undefined && address.port === undefined;
}

function addressIfKnown(connection: unknown): HostAddress | undefined {
  if (!isFields(connection) || typeof connection.transport !== "string") return undefined;
  const { host, port, scheme, jumpHost } = connection;
  const way = isFields(jumpHost) ? [jumpHost.host, jumpHost.port] : jumpHost;
  if (holdsUnknown([host, port, scheme, way]) || !isTextOrAbsent(host)) return undefined;
  const address = transportsByName.get(connection.transport)?.addressOf(connection as unknown as Connection);
  return address !== undefined && !holdsUnknown(address) && isWellFormed(address) ? address : undefined;
}

/** A transport may look into the host's name. */
function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isWellFormed({ host, port, by }: HostAddress): boolean {
  return typeof host === "string" && typeof (port ?? 0) === "number" && (!by || isWellFormed(by));
}

function nameOf({ host, port, by }: HostAddress): string {
  const name = port === undefined ? host.toLowerCase() : `${host.toLowerCase()}:${port}`;
  return by ? `${name} via ${nameOf(by)}` : name;
}
