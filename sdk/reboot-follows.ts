import * as pulumi from "@pulumi/pulumi";

/** How to tell a setting that a `Reboot` is declared for it. */
const notices = new WeakMap<object, () => void>();

/**
 * Whether a `Reboot` is declared for a setting, in time for the setting's registration: `true`, or undefined once the program has gone on to
 * other work. The state of a setting is saved before its restart, so with a `Reboot` it must not say that the restart is still to come.
 */
export class RebootFollows {
  readonly answer: Promise<true | undefined>;
  private say: (follows: true) => void = () => {};

  constructor() {
    this.answer = new Promise((resolve) => {
      this.say = resolve;
      setImmediate(() => resolve(undefined));
    });
  }

  /** Waits for the news under this resource. */
  listenFor(setting: pulumi.Resource): void {
    notices.set(setting, () => this.say(true));
  }
}

/** Tells every setting that these arguments of a `Reboot` are, or come from. */
export function sayRebootFollows(...args: readonly unknown[]): void {
  for (const arg of args) {
    if (typeof arg !== "object" || arg === null) continue;
    notices.get(arg)?.();
    if (pulumi.Output.isInstance(arg)) sayRebootFollows(...sourcesOf(arg));
    else if (!pulumi.Resource.isInstance(arg)) sayRebootFollows(...Object.values(arg));
  }
}

/** The resources that an Output is of; the SDK declares no type for it. */
function sourcesOf(output: object): readonly unknown[] {
  const resources: unknown = Reflect.get(output, "resources");
  return typeof resources === "function" ? [...(resources.call(output) as Iterable<unknown>)] : [];
}
