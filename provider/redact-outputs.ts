import type { Properties } from "./engine/plain-json";

/** The outputs that hold sentences, which may quote what a host or an error said. Everything else is data, and has to stay as it is. */
const sentences = ["statusReason", "findings", "warnings", "pendingReasons"];

/** The outputs with every known secret taken out of their sentences. */
export function redactOutputs(outputs: Properties, redact: (text: string) => string): Properties {
  const redacted = { ...outputs };
  for (const name of sentences) {
    if (name in outputs) redacted[name] = redactedAll(outputs[name], redact);
  }
  return redacted;
}

function redactedAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  return Array.isArray(value) ? value.map((item) => redactedAll(item, redact)) : value;
}
