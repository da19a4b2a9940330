import * as v from "valibot";
import { asValibot } from "./as-valibot";
import type { Schema } from "./schema";
import { visible } from "./wording";

/** One fault in the inputs of a resource. */
export interface CheckFailure {
  /** The input at fault, always a top-level name: "connection", never "connection.port". */
  readonly property: string;
  /** What is wrong and what would be right; names the full path, and never holds the value of a secret. */
  readonly reason: string;
}

/** Every fault of a value, all at once. Pure: nothing is read, nothing is resolved. */
export function faultsOf(schema: Schema<unknown>, value: unknown): CheckFailure[] {
  // Only a schema's own words leave here: the library's default messages would show the value.
  const { issues = [] } = v.safeParse(asValibot(schema), value, { message: "is not valid" });
  return issues.map(({ path = [], message }) => {
    const names = path.map(({ key }) => String(key));
    return { property: names[0] ?? "", reason: `${names.map(visible).join(".")} ${message}`.trim() };
  });
}

/**
 * The failures as the engine may have them: without a property name. For a named property the engine prints its whole
 * value, and for `connection` that is the password in plain text, even if it is marked secret. The reason names the path.
 */
export function withoutValues(failures: readonly CheckFailure[]): CheckFailure[] {
  return failures.map(({ reason }) => ({ property: "", reason }));
}
