/** The error for a connection that is gone, where Node reports none, in Node's terms. */
export function gone(): Error {
  return Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });
}
