import type { Properties } from "./engine/plain-json";
import { createProvider } from "./entry";
import type { Call, ResourceMethods } from "./resource-provider";
import { isInitializationError } from "./serialize-error";
import type { CheckFailure } from "./validation/check-failure";

/*
 * The dynamic face: what "./provider" of the package exports, and what the text in every state calls, for ever in this shape. Here alone
 * it is known that the URN comes as a hidden property, as does the word that a dependency failed, and that state keeps the provider's text.
 */

/** The methods of a dynamic provider, as the SDK calls them: on plain objects, and with plain objects back. */
export interface DynamicMethods {
  check(olds: Properties, news: Properties): Promise<{ failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, olds: Properties): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, olds: Properties): Promise<void>;
}

const provider = createProvider({
  // The SDK gives the engine's address as second argument to the process.
  engineAddress: process.argv[2],
});

/** Answers for `NatTraversalSetting`. */
export const setting: DynamicMethods = dynamicMethods(provider.setting);

/** Answers for `Reboot`. */
export const reboot: DynamicMethods = dynamicMethods(provider.reboot);

/** Puts a resource's methods behind those of the SDK: takes the hidden properties off, and lays them over what goes back. */
export function dynamicMethods(methods: ResourceMethods): DynamicMethods {
  return {
    check: (olds, news) => methods.check(callOf(news), visible(olds), visible(news)),
    diff: (id, olds, news) => methods.diff(callOf(news), id, visible(olds), visible(news)),
    create: async (inputs) => {
      const { id, outs } = await keeping(inputs, methods.create(callOf(inputs), visible(inputs)));
      return { id, outs: { ...outs, ...hidden(inputs) } };
    },
    read: async (id, olds) => {
      const found = await keeping(olds, methods.read(callOf(olds), id, visible(olds)));
      return {
        id: found.id,
        props: { ...found.props, ...hidden(olds) },
        inputs: { ...found.inputs, ...hidden(olds) },
      };
    },
    update: async (id, olds, news) => {
      const { outs } = await keeping(news, methods.update(callOf(news), id, visible(olds), visible(news)));
      return { outs: { ...outs, ...hidden(news) } };
    },
    delete: (id, olds) => methods.delete(callOf(olds), id, visible(olds)),
  };
}

function callOf({ __urn, __dependencyFailed }: Properties): Call {
  return { urn: __urn, ...(__dependencyFailed === true ? { dependencyFailed: true } : {}) };
}

function visible({ __urn, __provider, __dependencyFailed, ...properties }: Properties): Properties {
  return properties;
}

function hidden(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => name === "__urn" || name === "__provider"),
  );
}

/** The answer; an error that carries state carries the hidden properties too, or the resource could not be refreshed or destroyed. */
async function keeping<T>(properties: Properties, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isInitializationError(error)) throw error;
    throw Object.assign(error, { properties: { ...error.properties, ...hidden(properties) } });
  }
}
