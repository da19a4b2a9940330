/**
 * The URN if it has the form of one, else undefined: a malformed one in a message makes the engine crash, and in a preview it may
 * be unknown yet.
 */
export function wellFormedUrn(urn: unknown): string | undefined {
  return typeof urn === "string" && /^urn:pulumi:[^:\s]+::[^:\s]+::\S+::.+$/.test(urn) ? urn : undefined;
}

/** The name of the resource in a URN. */
export function resourceName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
