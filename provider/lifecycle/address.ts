import { isFields } from "../form/check-values";
import { holdsUnknown } from "../form/unknown";
import { addressOf, transportsByName } from "../hosts/connect";
import type { Connection } from "../hosts/connection";
import type { HostAddress } from "../hosts/transport";

/** The name of an address in a run: lower-case host and TCP port. */
export function addressName(connection: Connection): string {
  return nameOf(addressOf(connection));
}

/** The name of the address of inputs whose form is not proven and of which parts may be unknown; undefined while it cannot be told. */
export function addressNameIfKnown(connection: unknown): string | undefined {
  const address = addressIfKnown(connection);
  return address === undefined ? undefined : nameOf(address);
}

/** Whether inputs, their form not proven, are known to lead to the very machine that Pulumi runs on. */
export function leadsToThisMachine(connection: unknown): boolean {
  const address = addressIfKnown(connection);
  return address !== undefined && address.port === undefined;
}

function addressIfKnown(connection: unknown): HostAddress | undefined {
  if (!isFields(connection) || typeof connection.transport !== "string") return undefined;
  const { host, port, scheme } = connection;
  if (holdsUnknown([host, port, scheme])) return undefined;
  const address = transportsByName.get(connection.transport)?.addressOf(connection as unknown as Connection);
  const isWellFormed = typeof address?.host === "string" && typeof (address.port ?? 0) === "number";
  return isWellFormed ? address : undefined;
}

function nameOf({ host, port }: HostAddress): string {
  return port === undefined ? host.toLowerCase() : `${host.toLowerCase()}:${port}`;
}
