import { hostName, port } from "../hosts/connection";
import {
  chosenBy,
  holdsUnknown,
  isFields,
  object,
  optional,
  type Resolved,
  type Rule,
  type Schema,
} from "../validation/schema";
import { listOf, text } from "../validation/values";
import { isServiceName } from "../windows/command-line";

/** All services are asked for in one line, and cmd takes no longer one than that of ten long names. */
const mostServices = 10;
const mostPorts = 10;

/** A port of another host than the connection's. */
export const tcpPortEntries = {
  /**
   * The name or the address under which the port is connected to.
   * @default the connection's host
   */
  host: optional(hostName),
  /** The TCP port. */
  port,
};

/** A port to connect to, once every Output is resolved. */
export interface TcpPort extends Resolved<typeof tcpPortEntries> {}

const serviceName = text((name) =>
  isServiceName(name)
    ? undefined
    : 'must be the name of a service, such as "RasMan": up to 256 characters of printable ASCII without ", %, `, !, \\, /, =, ? and *, and without blanks around it',
);

const tcpPort: Schema<number | TcpPort> = chosenBy(
  (value): Schema<number | TcpPort> => (isFields(value) ? object(tcpPortEntries) : port),
);

/** What must work before a host counts as restarted. */
export const readyWhenEntries = {
  /**
   * Services that must run, by their names as `sc.exe query` takes them (`RasMan`, not "Remote Access Connection Manager"); ten at most.
   * One that the host does not have is an error before the restart.
   * @default none
   */
  services: optional(listOf(serviceName, mostServices)),
  /**
   * TCP ports that must accept a connection from the machine that runs Pulumi, directly and not through a jump host: the number of a port of the
   * connection's host, or `{ host, port }`; ten at most.
   * @default none
   */
  tcp: optional(listOf(tcpPort, mostPorts)),
};

/** What must work before a host counts as restarted, once every Output is resolved. */
export interface ReadyWhen extends Resolved<typeof readyWhenEntries> {}

/** What `readyWhen` must look like. */
export const readyWhenSchema = object(readyWhenEntries, namesSomething);

function namesSomething(...[{ services, tcp }, fault]: Parameters<Rule>): void {
  if (services === undefined && tcp === undefined) fault("", "must name services or tcp; it names neither");
}

/** The same as a program gives it, where `undefined` may stand for what is left out. */
export interface GivenReadyWhen {
  readonly services?: readonly string[] | undefined;
  readonly tcp?: readonly GivenPort[] | undefined;
}

type GivenPort = number | { readonly host?: string | undefined; readonly port: number };

/** What a run waits for, as a clause: "RasMan and RemoteAccess run and port 1723 answers". Of inputs whose form alone is proven. */
export function readyWhenInWords(readyWhen: GivenReadyWhen): string {
  if (holdsUnknown(readyWhen)) return "what readyWhen names works";
  const { services = [], tcp = [] } = readyWhen;
  const ports = tcp.map((each) => portInWords(each));
  return [...clause(services, "runs", "run"), ...clause(ports, "answers", "answer")].join(" and ");
}

/** A port in a sentence: "port 1723", or "vpn.example.net:1723" where it is another host's. */
export function portInWords(tcp: GivenPort): string {
  if (typeof tcp === "number") return `port ${tcp}`;
  const { host, port } = tcp;
  if (host === undefined) return `port ${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function clause(names: readonly string[], one: string, several: string): string[] {
  if (names.length === 0) return [];
  return [`${new Intl.ListFormat("en").format(names)} ${names.length === 1 ? one : several}`];
}
