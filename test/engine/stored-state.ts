import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One resource as the state holds it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

/** The state of a stack; secrets are encrypted in it. */
export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly unknown[];
}

/** By this key of an object Pulumi knows a secret. */
const secretKey = "4dabf18193072939515e22adb298388d";

/**
 * The state of a stack as the engine left it in a folder that is a file backend: what `pulumi stack export` prints, without starting
 * the CLI for it.
 */
export function storedState(stateFolder: string, stack: string): Deployment {
  const stacks = join(stateFolder, ".pulumi", "stacks");
  const [project, ...others] = readdirSync(stacks);
  if (project === undefined || others.length > 0) throw new Error(`not one project in ${stacks}`);
  const text = readFileSync(join(stacks, project, `${stack}.json`), "utf8");
  const { checkpoint } = JSON.parse(text) as { readonly checkpoint: { readonly latest?: Deployment } };
  return checkpoint.latest ?? {};
}

/** The outputs of the stack; undefined if there is a secret among them, which only the CLI can decrypt. */
export function plainOutputs({ resources = [] }: Deployment): Readonly<Record<string, unknown>> | undefined {
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  return JSON.stringify(outputs).includes(secretKey) ? undefined : outputs;
}
