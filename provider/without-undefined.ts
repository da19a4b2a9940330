/** The type of what `withoutUndefined` gives: a member that may be undefined may be absent. */
export type WithoutUndefined<T> = T extends object
  ? T extends readonly unknown[]
    ? T
    : { [K in keyof T as undefined extends T[K] ? never : K]: WithoutUndefined<T[K]> } & {
        [K in keyof T as undefined extends T[K] ? K : never]?: WithoutUndefined<Exclude<T[K], undefined>>;
      }
  : T;

/** A copy of plain data without the undefined members, at any depth: neither state nor a comparison may tell them from absent ones. */
export function withoutUndefined<T>(value: T): WithoutUndefined<T> {
  return copyOf(value) as WithoutUndefined<T>;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  const defined = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(defined.map(([name, member]) => [name, copyOf(member)]));
}
