import type { LoggedEvent } from "./event-log";
import { failed, type Machine, type Program, succeeded } from "./machine";

/** wevtutil.exe (Vista and later): `qe System` with a query by provider and event ids, in XML; `cl System`. */
export const wevtutil: Program = (machine, argv) => {
  const [verb = "", log = "", ...rest] = argv;
  if (log.toLowerCase() !== "system") return failed(15007, "The specified channel could not be found.");
  if (verb.toLowerCase() === "cl") {
    machine.eventLog.clear(machine.clock.now());
    return succeeded();
  }
  const options = new Map(
    rest.map((word) => {
      const found = /^[-/](\w+):(.*)$/s.exec(word);
      return [found?.[1]?.toLowerCase() ?? word, found?.[2] ?? ""] as const;
    }),
  );
  const known = ["q", "c", "rd", "f", "count", "reversedirection", "format", "query"];
  if (verb.toLowerCase() !== "qe" || [...options.keys()].some((name) => !known.includes(name))) {
    return failed(87, "The parameter is incorrect.");
  }
  const query = options.get("q") ?? options.get("query") ?? "*";
  // A condition names a provider and, with it, the ids that count.
  const conditions = [...query.matchAll(/@Name='([^']*)'\][^@]*/g)].map(([text, provider]) => ({
    provider,
    ids: [...text.matchAll(/EventID\s*=\s*(\d+)/g)].map((match) => Number(match[1])),
  }));
  const found = machine.eventLog.all.filter(
    (event) =>
      conditions.length === 0 ||
      conditions.some(
        ({ provider, ids }) =>
          event.provider === provider && (ids.length === 0 || ids.includes(event.eventId)),
      ),
  );
  const ordered =
    (options.get("rd") ?? options.get("reversedirection")) === "true" ? [...found].reverse() : found;
  const count = Number(options.get("c") ?? options.get("count") ?? ordered.length);
  return succeeded(
    ordered
      .slice(0, count)
      .map((event) => `${xml(machine, event)}\r\n`)
      .join(""),
  );
};

function xml(machine: Machine, event: LoggedEvent): string {
  const time = new Date(event.at).toISOString().replace("Z", "0000Z");
  const data = Object.entries(event.data).map(
    ([name, text]) => `<Data Name='${name}'>${escaped(text)}</Data>`,
  );
  // Providers of before Vista have qualifiers.
  const qualifiers = event.provider === "User32" ? " Qualifiers='32768'" : "";
  return [
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>",
    `<Provider Name='${event.provider}'/><EventID${qualifiers}>${event.eventId}</EventID><Version>0</Version><Level>4</Level>`,
    `<TimeCreated SystemTime='${time}'/><EventRecordID>${event.recordId}</EventRecordID><Channel>System</Channel>`,
    `<Computer>${machine.environment.COMPUTERNAME}</Computer></System><EventData>${data.join("")}</EventData></Event>`,
  ].join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
