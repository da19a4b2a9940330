import { UnexpectedOutputError } from "../errors";
import type { BootSnapshot, MarkerTrace } from "../nat-traversal/boot-snapshot";
import { markerKey, markerValue } from "../nat-traversal/marker";
import { bootEvent, bootId, logonReached } from "../windows/boot-evidence";
import {
  askFacts,
  type Fact,
  type Facts,
  type FactValues,
  further,
  type Question,
  together,
} from "../windows/fact";
import { machineFacts } from "../windows/identity";
import type { Unread } from "../windows/line-answer";
import { pendingReasons, servicingNow } from "../windows/pending-reasons";
import { shutdownLog } from "../windows/shutdown-log";
import { withoutUndefined } from "../without-undefined";

/** What belongs only to a restart. A row here is all that a new fact takes. */
const restartFacts = { pendingReasons, bootEvent, logonReached, shutdownLog };

/** The facts that belong only to a restart, as they were read. */
export type RestartFacts = FactValues<typeof restartFacts>;

/** Asks for them once before a restart; throws UnexpectedOutputError where the answer cannot be read. */
export function askForRestartFacts(host: string, nonce?: string): Question<RestartFacts> {
  return asked(host, "read what bears on a restart", restartFacts, nonce);
}

/** What a marker can be at most; another program's text is not kept. */
const markerForm = /^[\x21-\x7e]{1,2000}$/;

/**
 * The marker's text, of whatever setting. It is absent only where its key was listed without it: a command that was killed can end with exit code 0
 * and no output, or half of it, and must never look like a new boot.
 */
const markerTrace: Fact<MarkerTrace | Unread> = {
  query: markerValue.query,
  read: (answers) => {
    const reading = markerValue.read(answers);
    if (reading.state === "unread") return reading;
    if (reading.state === "keyUnread")
      return { state: "unread", came: `reg.exe could not read ${markerKey}` };
    const { value } = reading;
    if (value.type === "absent") return { state: "absent" };
    return markerForm.test(value.data) ? { state: "present", text: value.data } : { state: "present" };
  },
};

/** The facts of a boot; reading the event log is the slow part. */
const quickBootFacts = { marker: markerTrace, machine: together(machineFacts), bootId, logonReached };
const bootFacts = { ...quickBootFacts, bootEvent, isServicing: servicingNow };

const bootOperation = "tell which boot it is in";

/** One round trip that tells which boot a host is in; the event log is read only if wanted. Throws UnexpectedOutputError where it cannot be told. */
export function askForBoot(host: string, withBootEvent: boolean, nonce?: string): Question<BootSnapshot> {
  const question = asked(host, bootOperation, withBootEvent ? bootFacts : quickBootFacts, nonce);
  return further(question, ({ marker, machine, ...facts }) => {
    if ("came" in marker) throw unreadAnswer(host, bootOperation, marker.came);
    return { marker, machine: withoutUndefined(machine), ...facts };
  });
}

function asked<F extends Facts>(
  host: string,
  operation: string,
  facts: F,
  nonce: string | undefined,
): Question<FactValues<F>> {
  return further(askFacts(facts, { nonce }), (reading) => {
    if (reading.state === "unread") throw unreadAnswer(host, operation, reading.came);
    return reading.values;
  });
}

function unreadAnswer(host: string, operation: string, came: string): UnexpectedOutputError {
  return new UnexpectedOutputError({
    operation,
    host,
    problem: `the answer is incomplete or cannot be read: ${came}`,
    hint: "Run `pulumi up` again; if this persists, check what a start-up script of the account's shell (AutoRun of cmd, a profile of PowerShell) prints or changes.",
  });
}
