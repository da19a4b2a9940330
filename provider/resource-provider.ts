import type { Clock } from "./clock";
import type { EngineLog } from "./engine/engine-log";
import { type Properties, plainJson } from "./engine/plain-json";
import { wellFormedUrn } from "./engine/urn";
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
  diff(olds: Stored, news: Inputs): { readonly changes: boolean; readonly warnings: readonly string[] };
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

/** What is there once for all resources of this provider process. */
export interface Dependencies {
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly run: RunRecord;
  readonly connect: LifecycleContext["connect"];
  readonly newChangeId: LifecycleContext["newChangeId"];
  /** Remembers every secret text among these properties. */
  learnSecrets(properties: object): void;
  /** Takes every secret remembered so far out of a text. */
  redact(text: string): string;
  /** Keeps stacks of errors, for whoever looks for a fault in this package. */
  readonly debug: boolean;
}

/** The methods of a dynamic provider, as the SDK calls them: on plain objects, and with plain objects back. */
export interface ResourceMethods {
  check(olds: Properties, news: Properties): Promise<{ failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, olds: Properties): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, olds: Properties): Promise<void>;
}

/**
 * Puts a lifecycle behind the SDK's methods: gives it its context, and lets nothing out that the engine could choke on or that
 * holds a secret.
 */
export function resourceMethods<Inputs, Stored>(
  lifecycle: Lifecycle<Inputs, Stored>,
  dependencies: Dependencies,
): ResourceMethods {
  const { log, run } = dependencies;

  /** Does the work of one call; `current` are the properties that state must keep if it is not finished. */
  async function answer<T>(
    current: Properties,
    olds: Properties,
    work: (context: LifecycleContext) => T | Promise<T>,
  ): Promise<T> {
    try {
      dependencies.learnSecrets(olds);
      dependencies.learnSecrets(current);
      return await work(contextOf(current, dependencies));
    } catch (error) {
      throw serializeError(error, current, dependencies);
    } finally {
      // A message that comes after the answer may find the resource closed in the display, or the engine gone.
      await log.flushed();
    }
  }

  /** The outputs as they may leave, after what they warn of was said. */
  function leaving(context: LifecycleContext, outputs: object): Properties {
    const properties = redactOutputs(plainJson(outputs), dependencies.redact);
    if (Array.isArray(properties.warnings)) {
      for (const warning of properties.warnings) context.log.warning(String(warning));
    }
    return properties;
  }

  const redactedFailure = (failure: CheckFailure): CheckFailure => ({
    ...failure,
    reason: dependencies.redact(failure.reason),
  });

  // The casts: the SDK keeps properties without types; check has proven the form of inputs, and outputs are what we returned once.
  const asInputs = (properties: Properties) => properties as Inputs;
  const asStored = (properties: Properties) => properties as Stored;
  return {
    check: (olds, news) =>
      answer(news, olds, (context) => {
        const failures = lifecycle.check(olds, news);
        const secondOwner = claimAddress(run, lifecycle.type, news.connection, context.urn);
        if (secondOwner !== undefined) failures.push(secondOwner);
        return { failures: withoutValues(failures).map(redactedFailure) };
      }),
    diff: (_id, olds, news) =>
      answer(news, olds, (context) => {
        const { changes, warnings } = lifecycle.diff(asStored(olds), asInputs(news));
        for (const warning of warnings) context.log.warning(warning);
        return { changes };
      }),
    create: (inputs) =>
      answer(inputs, {}, async (context) => {
        const { id, outs } = await lifecycle.create(context, asInputs(inputs));
        return { id, outs: leaving(context, outs) };
      }),
    read: (id, olds) =>
      answer(olds, {}, async (context) => {
        const found = await lifecycle.read(context, id, asStored(olds));
        return { id: found.id, props: leaving(context, found.props), inputs: plainJson(found.inputs) };
      }),
    update: (id, olds, news) =>
      answer(news, olds, async (context) => {
        const { outs } = await lifecycle.update(context, id, asStored(olds), asInputs(news));
        return { outs: leaving(context, outs) };
      }),
    delete: (id, olds) => answer(olds, {}, (context) => lifecycle.delete(context, id, asStored(olds))),
  };
}

function contextOf(current: Properties, dependencies: Dependencies): LifecycleContext {
  const { clock, run, connect, newChangeId } = dependencies;
  const urn = wellFormedUrn(current.__urn);
  return { urn, clock, run, connect, newChangeId, log: progressLog(urn, dependencies) };
}

function progressLog(urn: string | undefined, { log, redact }: Dependencies): ProgressLog {
  return {
    progress: (text) => log.say({ severity: "info", text: redact(text), urn, ephemeral: true }),
    info: (text) => log.say({ severity: "info", text: redact(text), urn, ephemeral: false }),
    warning: (text) => log.say({ severity: "warning", text: redact(text), urn, ephemeral: false }),
  };
}
