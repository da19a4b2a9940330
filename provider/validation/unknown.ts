/** What the engine puts in place of a value that is not known before the update, at any depth and of any type. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether the value is not known yet (preview). */
export function isUnknown(value: unknown): boolean {
  return value === unknownSentinel;
}

/** Whether anything in the value, at any depth, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(holdsUnknown);
}
