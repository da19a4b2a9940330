import type { Clock } from "./clock";
import { type EngineLog, wellFormedUrn } from "./engine/engine-log";
import { type Properties, plainJson } from "./engine/plain-json";
import { SecretsOfCall } from "./engine/secrets";
import { InvalidInputError } from "./errors";
import { type Connect, HostsOfCall } from "./hosts-of-call";
import { redactOutputs } from "./redact-outputs";
import type { LifecycleContext, ProgressLog, RunRecord } from "./resources/context";
import { claimAddress } from "./resources/ownership";
import { serializeError } from "./serialize-error";
import { type CheckFailure, withoutValues } from "./validation/check-failure";

/** What a lifecycle offers: on its inputs, and on what state holds of an earlier answer. */
export interface Lifecycle<Inputs, Stored> {
  /** The resource's type, for the owner of an address: "NatTraversalSetting". */
  readonly type: string;
  check(olds: unknown, news: Properties): CheckFailure[];
  /** What the user should know of a new resource beyond what the engine shows; asked once its inputs are proven. */
  outlook?(context: LifecycleContext, news: Properties): string | undefined;
  diff(
    olds: Stored,
    news: Inputs,
    context: LifecycleContext,
  ): { readonly changes: boolean; readonly warnings: readonly string[] };
  /** Hears of each resource that state has and the program declares, before any of them is created, updated or deleted. */
  noteDeclared?(context: LifecycleContext, id: string, olds: Stored, news: Inputs): void;
  create(context: LifecycleContext, inputs: Inputs): Promise<{ readonly id: string; readonly outs: object }>;
  read(
    context: LifecycleContext,
    id: string,
    olds: Stored,
  ): Promise<{ readonly id: string; readonly props: object; readonly inputs: object }>;
  update(
    context: LifecycleContext,
    id: string,
    olds: Stored,
    news: Inputs,
  ): Promise<{ readonly outs: object }>;
  delete(context: LifecycleContext, id: string, olds: Stored): Promise<void>;
}

/** What all resources of this provider process share. */
export interface Dependencies {
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly run: RunRecord;
  readonly connect: Connect;
  readonly newChangeId: LifecycleContext["newChangeId"];
  readonly onInterrupt?: LifecycleContext["onInterrupt"];
  /** Takes note of a secret, and holds it until the function is called that comes back (see Redactor). */
  holdSecret(secret: string): () => void;
  /** Takes every secret remembered so far out of a text, and out of its way what a terminal or a log would act upon. */
  redact(text: string): string;
  /** Keeps stacks and causes of errors, redacted, for debugging this package. */
  readonly debug: boolean;
}

/** What a face says of one call. */
export interface Call {
  /** The resource's URN; anything that does not have the form of one counts as none. */
  readonly urn: unknown;
  /**
   * Whether the inputs lack what a resource should have brought that failed in this update. They are not judged then: the engine goes on to
   * other resources, and leaves this one alone.
   */
  readonly dependencyFailed?: true;
}

/** The methods of a resource, for any face: on plain properties, and with plain properties back. */
export interface ResourceMethods {
  check(call: Call, olds: Properties, news: Properties): Promise<{ failures: CheckFailure[] }>;
  diff(call: Call, id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(call: Call, inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(
    call: Call,
    id: string,
    olds: Properties,
  ): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(call: Call, id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(call: Call, id: string, olds: Properties): Promise<void>;
}

/**
 * Puts a lifecycle behind Pulumi's methods: gives it its context, and lets nothing out that the engine could choke on or that
 * holds a secret.
 */
export function resourceMethods<Inputs, Stored>(
  lifecycle: Lifecycle<Inputs, Stored>,
  dependencies: Dependencies,
): ResourceMethods {
  const { log, run, redact, clock, newChangeId, onInterrupt } = dependencies;

  /** Does the work of one call; `current` are the properties that state must keep if it is not finished. */
  async function answer<T>(
    call: Call,
    current: Properties,
    olds: Properties,
    work: (context: LifecycleContext) => T | Promise<T>,
  ): Promise<T> {
    const secrets = new SecretsOfCall(dependencies.holdSecret);
    const hosts = new HostsOfCall(dependencies.connect, secrets.remember);
    const urn = wellFormedUrn(call.urn);
    const { connect } = hosts;
    const says = { log: progressLog(urn, dependencies) };
    const context = { urn, clock, run, newChangeId, onInterrupt, connect, ...says };
    try {
      secrets.learn(olds);
      secrets.learn(current);
      return await work(context);
    } catch (error) {
      throw serializeError(error, current, dependencies);
    } finally {
      await hosts.release();
      // A message that comes after the answer may find the resource closed in the display, or the engine gone.
      await log.flushed(context.urn);
      secrets.release();
    }
  }

  /** The outputs as they may leave, after their warnings were sent. */
  function leaving(context: LifecycleContext, outputs: object): Properties {
    const properties = redactOutputs(plainJson(outputs), redact);
    if (Array.isArray(properties.warnings)) {
      for (const warning of properties.warnings) context.log.warning(String(warning));
    }
    return properties;
  }

  /** Says what an update will do, which replaces the line: in its summary it would speak of what has been done. */
  function sayOutlook({ urn }: LifecycleContext, text: string): void {
    log.sayAtOnce({ severity: "info", urn, ephemeral: true, text: redact(text) });
  }

  // The casts: the SDK keeps properties without types; check has proven the form of inputs, and outputs are what we returned once.
  const asInputs = (properties: Properties) => properties as Inputs;
  const asStored = (properties: Properties) => properties as Stored;
  return {
    check: (call, olds, news) =>
      answer(call, news, olds, (context) => {
        if (call.dependencyFailed) return { failures: [] };
        const failures = lifecycle.check(olds, news);
        const secondOwner = claimAddress(run, lifecycle.type, news.connection, context.urn);
        if (secondOwner !== undefined) failures.push(secondOwner);
        const isNew = Object.keys(olds).length === 0;
        const outlook = isNew && failures.length === 0 ? lifecycle.outlook?.(context, news) : undefined;
        if (outlook !== undefined) sayOutlook(context, outlook);
        return {
          failures: withoutValues(failures).map((failure) => ({
            ...failure,
            reason: redact(failure.reason),
          })),
        };
      }),
    diff: (call, id, olds, news) =>
      answer(call, news, olds, (context) => {
        // What failed may be what gives the address; without its host, a connection can even lead to this machine.
        const declared = call.dependencyFailed ? olds : news;
        lifecycle.noteDeclared?.(context, id, asStored(olds), asInputs(declared));
        if (call.dependencyFailed) return { changes: true };
        const { changes, warnings } = lifecycle.diff(asStored(olds), asInputs(news), context);
        for (const warning of warnings) {
          if (changes) sayOutlook(context, warning);
          else context.log.warning(warning);
        }
        return { changes };
      }),
    create: (call, inputs) =>
      answer(call, inputs, {}, async (context) => {
        requireInputs(call);
        const { id, outs } = await lifecycle.create(context, asInputs(inputs));
        return { id, outs: leaving(context, outs) };
      }),
    read: (call, id, olds) =>
      answer(call, olds, {}, async (context) => {
        const found = await lifecycle.read(context, id, asStored(olds));
        return { id: found.id, props: leaving(context, found.props), inputs: plainJson(found.inputs) };
      }),
    update: (call, id, olds, news) =>
      answer(call, news, olds, async (context) => {
        requireInputs(call);
        const { outs } = await lifecycle.update(context, id, asStored(olds), asInputs(news));
        return { outs: leaving(context, outs) };
      }),
    delete: (call, id, olds) =>
      answer(call, olds, {}, (context) => lifecycle.delete(context, id, asStored(olds))),
  };
}

/** The engine skips a resource whose dependency failed; should one call anyway, the host is left as it is. */
function requireInputs({ dependencyFailed }: Call): void {
  if (!dependencyFailed) return;
  throw new InvalidInputError({
    operation: "use the inputs",
    problem: "some of them come from a resource that failed",
    hint: "Nothing was done here. Cure that failure, then run the same command again.",
  });
}

function progressLog(urn: string | undefined, { log, redact }: Dependencies): ProgressLog {
  return {
    progress: (text) => log.say({ severity: "info", text: redact(text), urn, ephemeral: true }),
    info: (text) => log.say({ severity: "info", text: redact(text), urn, ephemeral: false }),
    warning: (text) => log.say({ severity: "warning", text: redact(text), urn, ephemeral: false }),
  };
}
