import { NatTraversalError } from "../../provider/errors";

/**
 * The names of our errors that were made in this process. Loaded before any test; a setter on the prototype sees each error name itself.
 */
export const madeErrors = new Set<string>();

Object.defineProperty(NatTraversalError.prototype, "name", {
  configurable: true,
  set(this: NatTraversalError, name: string) {
    madeErrors.add(name);
    Object.defineProperty(this, "name", { value: name, configurable: true, writable: true });
  },
});
