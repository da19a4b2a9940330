import { namespaces as ns } from "../namespaces";
import { envelope, type RequestHeader } from "./envelope";

/** Closes the shell and ends what still runs in it. The reply says nothing but that it came. */
export function deleteShellRequest(header: RequestHeader, shellId: string): string {
  return envelope(header, { action: `${ns.x}/Delete`, shellId, body: "" });
}
