import { isIP, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import type { WinrmConnection } from "./connection";

/** One place where a WinRM service may listen. */
export interface WinrmEndpoint {
  readonly scheme: "https" | "http";
  readonly port: number;
}

/** The port of Windows' own listener with TLS. */
export const httpsPort = 5986;
/** That of its listener without, the only one that `winrm quickconfig` makes. */
export const httpPort = 5985;

/**
 * Where a connection leads: HTTPS unless it says HTTP, and there alone. A fallback to HTTP would hand the log-on to whoever
 * can make HTTPS fail, and NTLM can be relayed from there to the host's own listener.
 */
export function endpointOf({ scheme = "https", port }: WinrmConnection): WinrmEndpoint {
  return { scheme, port: port ?? (scheme === "https" ? httpsPort : httpPort) };
}

/** The host as it is named to peers: ASCII, and an address without its zone, which means something on this machine alone. */
export function nameOnWire(host: string): string {
  if (isIPv6(host)) return host.replace(/%.*$/s, "");
  return isIP(host) === 0 ? domainToASCII(host) || host : host;
}

/** The host in a URL or a Host header. */
export function hostInUrl(host: string): string {
  const name = nameOnWire(host);
  return isIPv6(name) ? `[${name}]` : name;
}
