/** A service that is no SSH server, and what to do about it. */
export interface OtherService {
  readonly name: string;
  readonly hint: string;
}

const winrm: OtherService = {
  name: "WinRM",
  hint: 'Set port to that of sshd, 22 by default, or use transport: "winrm".',
};
const http: OtherService = {
  name: "an HTTP server",
  hint: "Set port to that of sshd, 22 by default; a proxy or a web server seems to answer here.",
};
const tls: OtherService = {
  name: "a TLS service",
  hint: 'Set port to that of sshd, 22 by default; WinRM over HTTPS (5986) needs transport: "winrm".',
};
const remoteDesktop: OtherService = {
  name: "Remote Desktop",
  hint: "Set port to that of sshd, 22 by default; Remote Desktop cannot run commands.",
};
const fileSharing: OtherService = {
  name: "Windows file sharing or RPC",
  hint: "Set port to that of sshd, 22 by default.",
};

/** Of services that say nothing to a client that speaks SSH, the usual ports. */
const byPort: ReadonlyMap<number, OtherService> = new Map([
  [80, http],
  [443, tls],
  [135, fileSharing],
  [139, fileSharing],
  [445, fileSharing],
  [3389, remoteDesktop],
  [5985, winrm],
  [5986, winrm],
]);

/** What answers, by what it said in place of an SSH identification, else by its port; undefined where nothing tells. */
export function otherService(said: string, port: number): OtherService | undefined {
  if (/^HTTP\/\d/.test(said))
    return /\bMicrosoft-HTTPAPI\b/i.test(said) || [5985, 5986].includes(port) ? winrm : http;
  const first = Buffer.from(said.slice(0, 8), "latin1").toString("hex");
  // An alert or a handshake of TLS (RFC 8446 section 5.1), a TPKT header (RFC 1006), an SMB header behind its length.
  if (/^1[56]030[0-4]/.test(first)) return port === 5986 ? winrm : tls;
  if (first.startsWith("030000")) return remoteDesktop;
  if (/^00.{6}f[ef]534d42/.test(first)) return fileSharing;
  return said === "" ? byPort.get(port) : undefined;
}
