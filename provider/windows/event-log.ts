/*
 * Events of the System log, as wevtutil.exe prints them. XML is not localised.
 */

/** Events of one source. */
export interface EventKind {
  readonly provider: string;
  readonly ids: readonly number[];
}

/** Windows started (Vista and later). */
export const starts: EventKind = { provider: "Microsoft-Windows-Kernel-General", ids: [12] };

/** The log was cleared. */
export const clearings: EventKind = { provider: "Microsoft-Windows-Eventlog", ids: [104] };

/** The condition of XPath that an event is of one of these kinds. */
export function xPathOf(kinds: readonly EventKind[]): string {
  return kinds
    .map(({ provider, ids }) => {
      const either = ids.map((id) => `EventID=${id}`).join(" or ");
      return `(Provider[@Name='${provider}'] and ${ids.length > 1 ? `(${either})` : either})`;
    })
    .join(" or ");
}

/** Whether one whole event is of a kind; names of providers differ in case between versions of Windows. */
export function isOf(event: string, { provider, ids }: EventKind): boolean {
  return (
    new RegExp(`<Provider\\s[^<>]*Name=['"]${provider}['"]`, "i").test(event) &&
    new RegExp(`<EventID(?:\\s[^<>]*)?>\\s*(?:${ids.join("|")})\\s*</EventID>`).test(event)
  );
}
