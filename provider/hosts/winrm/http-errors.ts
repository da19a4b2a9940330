import {
  AccessDeniedError,
  AuthenticationError,
  type NatTraversalError,
  UnreachableError,
} from "../../errors";
import { quoteForeign } from "../../sanitize";
import { brokenProtocol, noProxy, type WinrmProgress, winrmFailures } from "./failure";
import type { HttpAnswer } from "./http-exchange";

/** Which authentication got the answer, and how far it had come. */
export interface Attempt {
  readonly method: "ntlm" | "basic" | "certificate";
  /** The account as the user wrote it; none with a certificate. */
  readonly user: string | undefined;
  /** false: the host was only asked, and has not seen an answer to its challenge. */
  readonly wasOffered: boolean;
  /** Whether TLS vouches that the answer is the host's own. */
  readonly hasTls: boolean;
}

/** The authentication schemes that an answer lists, in lower case. */
function offeredSchemes(answer: HttpAnswer): string[] {
  const listed = answer.headers["www-authenticate"] ?? "";
  // Schemes come one header each, which Node joins by commas, or in one list; parameters follow a space.
  return [...listed.matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)/g)].map(([, scheme = ""]) => scheme.toLowerCase());
}

/** The error for an answer that is not a SOAP message: what its HTTP status says. */
export function httpError(progress: WinrmProgress, answer: HttpAnswer, attempt: Attempt): NatTraversalError {
  switch (answer.status) {
    case 401:
      return unauthorized(progress, offeredSchemes(answer), attempt);
    case 403:
      return new AccessDeniedError({
        operation: "open a WinRM connection",
        host: progress.host,
        problem: "the host denied access (HTTP status 403)",
        hint:
          attempt.method === "certificate"
            ? "The host requires a client certificate that it trusts; check its CertificateThumbprint mapping and IPv4Filter."
            : "Check the listener's IPv4Filter and IPv6Filter, and whether it requires a client certificate.",
      });
    case 404:
      return brokenProtocol(
        progress,
        `the server on ${progress.where} has no WinRM service at /wsman (HTTP status 404)`,
        "Check the port, and the listener (winrm enumerate winrm/config/listener).",
      );
    case 503:
      return notThere(progress, answer, attempt);
    case 502:
    case 504:
      return winrmFailures.unreachable(
        progress,
        `a gateway on the way could not reach the host (HTTP status ${answer.status})`,
        undefined,
        "WinRM itself never returns this: check what stands between this machine and the host.",
      );
    case 400:
      return brokenProtocol(progress, "the host could not read the request (HTTP status 400)", noProxy);
    default: {
      const problem = `the host answered with HTTP status ${answer.status} and no message`;
      const hint =
        answer.status === 500
          ? `The host may have rejected how the message was encrypted. ${noProxy}`
          : "Check that host and port are those of a WinRM listener.";
      return brokenProtocol(progress, problem, hint);
    }
  }
}

/**
 * The service does not run though the system's HTTP server does: as good as unreachable. That server (HTTP.sys) answers before any
 * service has seen the request; whether the answer is its own, only TLS proves.
 */
function notThere(
  progress: WinrmProgress,
  { status, headers }: HttpAnswer,
  { hasTls }: Attempt,
): UnreachableError {
  const error = winrmFailures.unreachable(
    progress,
    `the WinRM service is not running (HTTP status ${status})`,
    undefined,
    "Start it on the host (sc start WinRM); a host that is restarting returns this for a while.",
  );
  const isFromSystem = hasTls && /^Microsoft-HTTPAPI\//i.test(String(headers.server));
  return isFromSystem && progress.phase === "starting the command"
    ? new UnreachableError({ ...error.details, phase: error.phase, commandMayHaveRun: false })
    : error;
}

const notTriedAgain = "It is not tried again in this run.";

function unauthorized(
  { host }: WinrmProgress,
  offered: readonly string[],
  { method, user, wasOffered }: Attempt,
): AuthenticationError {
  const operation = user === undefined ? "log in with the client certificate" : `log in as ${user}`;
  const wants = method === "basic" ? "basic" : "negotiate";
  const only = quoteForeign(offered.join(", "));
  if (method !== "certificate" && offered.length > 0 && !offered.includes(wants)) {
    const kerberos = method === "ntlm" && offered.includes("kerberos");
    return new AuthenticationError({
      operation,
      host,
      problem: `the host does not accept ${method === "basic" ? "Basic" : "NTLM"} (it accepts: ${only})`,
      hint: kerberos
        ? "Kerberos is not available yet: allow Negotiate on the host (winrm/config/service/auth), or use a client certificate."
        : method === "basic"
          ? 'Basic is off by default (winrm/config/service/auth): use auth: "ntlm", which needs no change on the host.'
          : "Allow Negotiate on the host (winrm/config/service/auth).",
    });
  }
  if (method === "certificate") {
    return new AuthenticationError({
      operation,
      host,
      problem: "the host rejected the client certificate",
      hint: `Enable certificate authentication (winrm/config/service/auth) and map this certificate to a local account (WSMan:\\localhost\\ClientCertificate). ${notTriedAgain}`,
    });
  }
  return new AuthenticationError({
    operation,
    host,
    problem: wasOffered
      ? "the host rejected the password"
      : "the host rejected the login before any password was sent",
    hint: `${reasons(method)} ${notTriedAgain}`,
  });
}

// The wire does not tell these apart; the event on the host does.
function reasons(method: "ntlm" | "basic"): string {
  const which =
    "Event 4625 in the host's security log gives the reason as SubStatus: C000006A wrong password, C0000064 no such user, C0000234 locked, C0000072 disabled, C0000071 password expired";
  return method === "basic"
    ? `${which}; Basic works with local accounts only.`
    : `${which}, C000035B wrong channel binding (something in between terminates TLS). NTLM may also be restricted by policy.`;
}
