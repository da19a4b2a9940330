import type { Properties } from "./engine/plain-json";
import { settingOutputs } from "./nat-traversal/setting-state";
import { rebootOutputs } from "./restart/reboot-state";

/** The outputs whose sentences may quote a host or an error. Everything else is data, and has to stay as it is. */
const quotingOutputs = Object.entries({ ...settingOutputs, ...rebootOutputs })
  .filter(([, { quotes }]) => quotes)
  .map(([name]) => name);

/** The outputs with every secret taken out of their sentences. */
export function redactOutputs(outputs: Properties, redact: (text: string) => string): Properties {
  const redacted = quotingOutputs.filter((name) => name in outputs);
  return {
    ...outputs,
    ...Object.fromEntries(redacted.map((name) => [name, redactAll(outputs[name], redact)])),
  };
}

function redactAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  return Array.isArray(value) ? value.map((item) => redactAll(item, redact)) : value;
}
