import { type Connection, resolvedPort } from "../hosts/connection";
import { isFields } from "./check-values";
import { holdsUnknown } from "./unknown";

const transports: readonly Connection["transport"][] = ["ssh", "winrm"];

/** The name of an address in a run: lower-case host and TCP port. */
export function addressOf(connection: Connection): string {
  return `${connection.host.toLowerCase()}:${resolvedPort(connection)}`;
}

/** The address of inputs whose form is not proven and of which parts may be unknown; undefined while it cannot be told. */
export function addressIfKnown(connection: unknown): string | undefined {
  if (!isFields(connection) || !transports.some((transport) => transport === connection.transport))
    return undefined;
  const { host, port, scheme } = connection;
  if (
    typeof host !== "string" ||
    holdsUnknown([host, port, scheme]) ||
    !(port === undefined || typeof port === "number")
  )
    return undefined;
  return addressOf({ ...connection, host, port } as Connection);
}
