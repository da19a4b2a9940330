import assert from "node:assert/strict";
import fc from "fast-check";
import { dayNames, type RestartWindow, windowInWords, windowSchema } from "../../provider/restart/window";
import { windowAt } from "../../provider/restart/window-time";
import { faultsOf } from "../../provider/validation/check-failure";
import { object, unknownSentinel } from "../../provider/validation/schema";
import { checkProperty } from "../support/property";

const nightly: RestartWindow = { from: "22:00", to: "05:00", timeZone: "Europe/Berlin" };

describe("a maintenance window", () => {
  const states: [string, RestartWindow, string, number, object][] = [
    ["is open over midnight", nightly, "2026-01-15T00:30:00Z", 660, { state: "open" }],
    ["is open at the very minute", nightly, "2026-01-15T21:00:00Z", 660, { state: "open" }],
    ["is closed before it", nightly, "2026-01-15T20:59:59Z", 1, { state: "closed", localTime: "thu 21:59" }],
    ["is closed at its end", nightly, "2026-01-15T04:00:00Z", 1, { state: "closed", localTime: "thu 05:00" }],
    ["holds what ends with it", nightly, "2026-01-15T03:49:00Z", 660, { state: "open" }],
    [
      "does not hold what ends a second later",
      nightly,
      "2026-01-15T03:49:01Z",
      660,
      { state: "closing", minutesLeft: 10, localTime: "thu 04:49" },
    ],
    [
      "belongs to the day on which it opens",
      { ...nightly, days: ["sat"] },
      "2026-01-18T03:00:00Z",
      660,
      { state: "open" },
    ],
    [
      "is closed in the early hours of the day on which it opens",
      { ...nightly, days: ["sat"] },
      "2026-01-17T03:00:00Z",
      660,
      { state: "closed", localTime: "sat 04:00" },
    ],
    [
      "goes on into the next day's",
      { from: "00:00", to: "24:00", timeZone: "UTC" },
      "2026-01-17T23:59:00Z",
      86_400,
      { state: "open" },
    ],
    [
      "is an hour shorter where the clock is set forward",
      { from: "01:00", to: "05:00", timeZone: "Europe/Berlin" },
      "2026-03-29T00:00:00Z",
      4 * 3600,
      { state: "closing", minutesLeft: 180, localTime: "sun 01:00" },
    ],
    [
      "does not open where it lies within the hour that is skipped",
      { from: "02:10", to: "02:50", timeZone: "Europe/Berlin" },
      "2026-03-29T01:20:00Z",
      60,
      { state: "closed", localTime: "sun 03:20" },
    ],
    [
      "is an hour longer where the clock is set back",
      { from: "01:00", to: "05:00", timeZone: "Europe/Berlin" },
      "2026-10-24T23:00:00Z",
      5 * 3600,
      { state: "open" },
    ],
    [
      "closes before the hour that comes twice, if it ends within",
      { from: "01:00", to: "02:30", timeZone: "Europe/Berlin" },
      "2026-10-25T00:00:00Z",
      3600,
      { state: "closing", minutesLeft: 30, localTime: "sun 02:00" },
    ],
    [
      "is open again in the second of the two hours",
      { from: "01:00", to: "02:30", timeZone: "Europe/Berlin" },
      "2026-10-25T01:10:00Z",
      600,
      { state: "open" },
    ],
    [
      "knows a zone whose clock is set by half an hour",
      { from: "01:45", to: "02:15", timeZone: "Australia/Lord_Howe" },
      "2026-10-03T15:15:00Z",
      1800,
      // 01:45 +10:30; at 02:00 the clock is set to 02:30.
      { state: "closing", minutesLeft: 15, localTime: "sun 01:45" },
    ],
  ];
  for (const [what, window, at, seconds, wanted] of states) {
    it(what, () => assert.deepEqual(windowAt(window, Date.parse(at), seconds), wanted));
  }

  const time = fc.integer({ min: 0, max: 1439 });
  const two = (number: number) => String(number).padStart(2, "0");
  const inTime = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const windows = fc
    .record({ from: time, to: time, days: fc.subarray([...dayNames], { minLength: 1 }) })
    .filter(({ from, to }) => from !== to);
  const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });

  it("stands as arithmetic says, in UTC and by the rule of the European Union", () => {
    checkProperty(
      fc.property(windows, moments, fc.constantFrom("UTC", "Europe/Berlin"), (window, at, timeZone) => {
        const wall = new Date(at + (timeZone === "UTC" ? 0 : berlinOffset(at)));
        const minutes = wall.getUTCHours() * 60 + wall.getUTCMinutes();
        const today = dayNames[wall.getUTCDay()] ?? "sun";
        const yesterday = dayNames[(wall.getUTCDay() + 6) % 7] ?? "sun";
        const { from, to, days } = window;
        const isIn =
          from < to
            ? days.includes(today) && from <= minutes && minutes < to
            : (days.includes(today) && from <= minutes) || (days.includes(yesterday) && minutes < to);
        const given = { days, from: inTime(from), to: inTime(to), timeZone };
        assert.equal(windowAt(given, at, 0).state, isIn ? "open" : "closed");
      }),
    );
  });

  it("that holds a time is open at each moment of it, and else closes as soon as it says", () => {
    checkProperty(
      fc.property(
        windows,
        moments,
        fc.constantFrom("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"),
        fc.integer({ min: 0, max: 20_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (window, at, timeZone, seconds, share) => {
          const given = { ...window, from: inTime(window.from), to: inTime(window.to), timeZone };
          const found = windowAt(given, at, seconds);
          if (found.state === "closed") return;
          const openSeconds = found.state === "open" ? seconds : found.minutesLeft * 60;
          assert.equal(windowAt(given, at + Math.floor(share * openSeconds) * 1_000, 0).state, "open");
          if (found.state === "open") return;
          const closesAt = Math.ceil((at + openSeconds * 1_000) / 60_000) * 60_000;
          assert.equal(windowAt(given, closesAt, 0).state, "closed");
        },
      ),
    );
  });

  it("is told in words", () => {
    assert.equal(windowInWords(nightly), "daily 22:00 to 05:00 (Europe/Berlin)");
    assert.equal(
      windowInWords({ ...nightly, days: ["sat", "sun"] }),
      "sat, sun 22:00 to 05:00 (Europe/Berlin)",
    );
  });
});

describe("the form of a maintenance window", () => {
  const reasons = (window: unknown) =>
    faultsOf(object({ window: windowSchema }), { window }).map((each) => each.reason);

  it("passes what is right, and what is not known yet", () => {
    assert.deepEqual(reasons({ ...nightly, days: ["sun"] }), []);
    assert.deepEqual(reasons({ ...nightly, to: "24:00", timeZone: "UTC" }), []);
    assert.deepEqual(reasons(unknownSentinel), []);
    assert.deepEqual(
      reasons({
        days: [unknownSentinel, unknownSentinel],
        from: unknownSentinel,
        to: unknownSentinel,
        timeZone: unknownSentinel,
      }),
      [],
    );
  });

  const wrong: [string, object, RegExp][] = [
    ["an hour alone", { from: "22" }, /^window\.from must be a time of the 24-hour clock as HH:MM/],
    ["an hour that there is not", { from: "25:00" }, /^window\.from must be a time/],
    ["an hour with more before it", { from: "at 22:00" }, /^window\.from must be a time/],
    ["an hour with more behind it", { from: "22:00h" }, /^window\.from must be a time/],
    ["an opening at the end of the day", { from: "24:00" }, /^window\.from must be a time/],
    ["no end", { to: undefined }, /^window\.to is required/],
    ["an end at its beginning", { to: "22:00" }, /^window\.to is the same as from; the whole day is/],
    ["no zone", { timeZone: undefined }, /^window\.timeZone is required/],
    [
      "a zone that there is not",
      { timeZone: "Europe/Berlim" },
      /^window\.timeZone is not .*did you mean "Europe\/Berlin"/,
    ],
    ["an offset", { timeZone: "+02:00" }, /^window\.timeZone is not the IANA name .*such as/],
    [
      "a day that there is not",
      { days: ["san"] },
      /^window\.days\.0 must be "sun", "mon".*did you mean "sun"/,
    ],
    ["a day by itself", { days: "sat" }, /^window\.days must be a list; it is a string$/],
    ["no days", { days: [] }, /^window\.days must not be empty$/],
    ["a day twice", { days: ["sat", "sat"] }, /^window\.days names the string "sat" twice$/],
    [
      "a slip of the pen",
      { timezone: "UTC" },
      /^window\.timezone is not a known option; did you mean "timeZone"/,
    ],
  ];
  for (const [what, more, wanted] of wrong) {
    it(`refuses ${what}`, () => {
      const found = reasons({ ...nightly, ...more });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", wanted);
    });
  }

  it("names every fault at once", () => {
    const found = reasons({ days: ["now"], from: "8", to: "9", timeZone: "Mars" });
    assert.deepEqual(
      found.map((reason) => reason.split(" ")[0]),
      ["window.days.0", "window.from", "window.to", "window.timeZone"],
    );
  });
});

/** Summer time from the last Sunday of March to that of October, both at 01:00 UTC. */
function berlinOffset(at: number): number {
  const year = new Date(at).getUTCFullYear();
  const lastSunday = (month: number) => {
    const last = new Date(Date.UTC(year, month + 1, 0, 1));
    return last.getTime() - last.getUTCDay() * 86_400_000;
  };
  return (at >= lastSunday(2) && at < lastSunday(9) ? 2 : 1) * 3_600_000;
}
