import { type Clock, withDeadline } from "../clock";
import { NotReadyError } from "../errors";
import type { Timeouts } from "../hosts/connection";
import { codeOf } from "../hosts/failure-texts";
import type { Host } from "../hosts/host";
import type { TcpProbe } from "../hosts/tcp-probe";
import { machineDoubt } from "../nat-traversal/boot-snapshot";
import { ask, askFacts, type FactValues, type Question, type Reading, together } from "../windows/fact";
import { type MachineIdentity, machineFacts } from "../windows/identity";
import { type NamedServiceState, serviceStates } from "../windows/services";
import { withoutUndefined } from "../without-undefined";
import { portInWords, type ReadyWhen, type TcpPort } from "./ready-when";

/** One thing that does not work yet. */
export interface Unready {
  /** Its name, for a short report. */
  readonly what: string;
  /** What is wrong with it, as a clause. */
  readonly clause: string;
  /** Set where no waiting helps. */
  readonly isFinal?: true;
}

/** Where, and of which machine, it is looked whether everything works. */
export interface ReadinessLook {
  readonly host: Host;
  /** The host whose port a number alone means. */
  readonly address: string;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly readyWhen: ReadyWhen;
  /** The machine that was restarted: what another one says counts for nothing. */
  readonly machine: MachineIdentity;
  readonly probe: TcpProbe;
  /** Ends attempts to connect. */
  readonly stop?: AbortSignal;
}

/** A port that is open answers within a moment, and one that opens later is seen by a new attempt. */
const probeSeconds = 5;

const readinessFacts = (services: readonly string[]) => ({
  machine: together(machineFacts),
  services: serviceStates(services),
});

/** One round trip that tells which machine it is, and the states of its services. */
export function askForServices(
  services: readonly string[],
  nonce?: string,
): Question<Reading<FactValues<ReturnType<typeof readinessFacts>>>> {
  return askFacts(readinessFacts(services), { nonce });
}

/** What does not work yet of all that must; nothing where the host is ready. Rejects as `run` does. */
export async function lookWhetherReady(look: ReadinessLook): Promise<readonly Unready[]> {
  const { services, tcp = [] } = look.readyWhen;
  const [ports, states] = await Promise.all([
    Promise.all(tcp.map((each) => tryPort(look, each))),
    services === undefined ? [] : lookAtServices(look, services),
  ]);
  return [...states, ...ports.flat()];
}

async function lookAtServices(
  { host, machine }: ReadinessLook,
  services: readonly string[],
): Promise<readonly Unready[]> {
  const what = services[0] ?? "";
  const reading = await ask(host, askForServices(services), { mayBeBooting: true });
  if (reading.state === "unread")
    return [{ what, clause: `the states of the services could not be read: ${reading.came}` }];
  const doubt = machineDoubt({ machine }, { machine: withoutUndefined(reading.values.machine) });
  if (doubt !== undefined) return [{ what, clause: `nothing is known of the services, because ${doubt}` }];
  return reading.values.services.flatMap((service) => unready(service));
}

function unready({ name, found }: NamedServiceState): readonly Unready[] {
  switch (found.state) {
    case "running":
      return [];
    case "down":
      return [{ what: name, clause: `${name} ${found.how}` }];
    case "missing":
      return [{ what: name, clause: `there is no service named ${name}`, isFinal: true }];
    case "unread":
      return [{ what: name, clause: `the state of ${name} could not be read: ${found.came}` }];
  }
}

async function tryPort(
  { address, clock, timeouts, probe, stop }: ReadinessLook,
  tcp: number | TcpPort,
): Promise<readonly Unready[]> {
  const { host = address, port } = typeof tcp === "number" ? { port: tcp } : tcp;
  const seconds = Math.min(probeSeconds, timeouts.connectSeconds);
  const attempt = probe(host, port, clock);
  const giveUp = () => attempt.stop();
  stop?.addEventListener("abort", giveUp, { once: true });
  const what = portInWords(tcp);
  try {
    await withDeadline(clock, seconds * 1_000, attempt.reached, () => new NoAnswer());
    return [];
  } catch (error) {
    return [{ what, clause: `${what} ${whyNot(error)}` }];
  } finally {
    stop?.removeEventListener("abort", giveUp);
    giveUp();
  }
}

class NoAnswer extends Error {}

function whyNot(error: unknown): string {
  if (error instanceof NoAnswer) return "does not answer";
  const code = codeOf(error);
  switch (code) {
    case "ECONNREFUSED":
      return "refuses connections";
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NONAME":
    case "EAI_FAIL":
      return "cannot be reached, because the host name could not be resolved";
    default:
      return `cannot be reached${code === "" ? "" : ` (${code})`}`;
  }
}

/** What is not ready, as a clause. */
function unreadyInWords(found: readonly Unready[]): string {
  return new Intl.ListFormat("en").format(found.map(({ clause }) => clause));
}

/** The error for a host that was restarted, and on which not everything works. */
export function notReady(host: string, found: readonly Unready[], waitedSeconds: number): NotReadyError {
  const isFinal = found.some((each) => each.isFinal);
  const when = isFinal ? "" : `, ${waitedSeconds} s after the wait for it began`;
  const cure = isFinal
    ? "Correct reboot.readyWhen.services: the name is that in `sc.exe query`, not the one that is displayed."
    : "Look for the reason in the host's System event log (Service Control Manager) and at its firewall; correct reboot.readyWhen if that is not meant to work, or increase reboot.timeoutSeconds to wait longer.";
  return new NotReadyError({
    operation: "find everything ready after the restart",
    host,
    problem: `${unreadyInWords(found)}${when}`,
    hint: `${cure} \`pulumi up\` waits for it again, and does not restart the computer for it.`,
  });
}
