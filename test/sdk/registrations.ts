import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";

/** One registration as it goes to the engine. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** In the engine's wire form: a secret is an object with a signature and its value. */
  readonly inputs: Record<string, unknown>;
  readonly dependencies: readonly string[];
  /** The types that earlier states may have it under. */
  readonly formerTypes: readonly string[];
  /** The paths whose changes the engine is to ignore. */
  readonly ignored: readonly string[];
}

/** What the engine's wire form puts in place of a secret. */
export function wireSecret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Outputs that the stand-in for the engine gives to a resource. */
export type Answer = (type: string, inputs: Record<string, unknown>) => Record<string, unknown>;

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getAliasesList(): { getSpec(): { getType(): string } | undefined }[];
}

/** Waits for an Output. */
export function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value as T));
  });
}

/** Constructs resources against a stand-in for the engine, waits for the Outputs that come back, and gives what was registered, in order. */
export async function registrationsOf(
  construct: () => pulumi.Output<unknown>[],
  answer: Answer = (_type, inputs) => inputs,
): Promise<Registration[]> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({ id: `${name}-id`, state: answer(type, inputs) }),
      call: () => ({}),
    },
    "project",
    "stack",
    false,
  );
  const registrations: Registration[] = [];
  const monitor = getMonitor() as unknown as {
    registerResource(request: Request, callback: unknown): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registrations.push({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      inputs: request.getObject().toJavaScript(),
      ignored: request.getIgnorechangesList(),
      dependencies: request.getDependenciesList(),
      formerTypes: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getType() ?? []),
    });
    return register(request, callback);
  };
  await Promise.all(construct().map(known));
  return registrations;
}
