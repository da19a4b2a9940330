import assert from "node:assert/strict";
import fc from "fast-check";
import type { CommandAnswer } from "../../provider/windows/line-answer";
import { listsKey, readNamedValue, readValue } from "../../provider/windows/registry-answer";
import { readCases } from "../support/case-files";
import { answerOf, listing, refused } from "../support/framed";
import { checkProperty } from "../support/property";
import { fromWords } from "../support/value-words";

interface AnswerCase {
  readonly says: string;
  /** What `reg query KEY` printed. */
  readonly lines: readonly string[];
  readonly lineEnd?: string;
  /** The last line has no end. */
  readonly cut?: boolean;
  readonly expect: readonly {
    readonly key: string;
    readonly name: string;
    /** What `reg query KEY -v NAME` printed, if not the lines of that name in the listing. */
    readonly byName?: readonly string[];
    readonly is: string;
  }[];
}

const service = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const printedService = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

/** The lines that begin with the name, under the key, as reg.exe prints them where it is asked for the value. */
function byNameOf(lines: readonly string[], key: string, name: string): readonly string[] | undefined {
  const full = key.replace(/^HKLM/i, "HKEY_LOCAL_MACHINE").toLowerCase();
  const at = lines.findIndex((line) => line.toLowerCase() === full);
  const under = at < 0 ? [] : lines.slice(at + 1);
  const end = under.indexOf("");
  const found = (end < 0 ? under : under.slice(0, end)).filter((line) =>
    new RegExp(`^\\s+${name}(?:    |\\t|$)`, "i").test(line),
  );
  return found.length === 0 ? undefined : ["", lines[at] ?? "", ...found, ""];
}

describe("the answers of reg query", () => {
  for (const { name, content } of readCases<AnswerCase>("registry")) {
    it(`${name}: ${content.says}`, () => {
      const { lines, lineEnd = "\r\n", cut = false } = content;
      const printed = (some: readonly string[]) => some.join(lineEnd) + (cut ? "" : lineEnd);
      for (const { key, name: valueName, byName = byNameOf(lines, key, valueName), is } of content.expect) {
        const full = key.replace(/^HKLM/i, "HKEY_LOCAL_MACHINE").toLowerCase();
        const isListed = lines.some((line) => line.toLowerCase().startsWith(full));
        const reading = readValue(
          answerOf(byName === undefined ? refused : printed(byName)),
          answerOf(isListed ? printed(lines) : refused),
          key,
          valueName,
        );
        if (is === "keyUnread" || is === "unread") {
          assert.equal(reading.state, is, `${valueName} under ${key}`);
        } else {
          assert.deepEqual(reading, { state: "known", value: fromWords(is) });
        }
      }
    });
  }

  const text = "    AssumeUDPEncapsulationContextOnSendRule    REG_SZ    one\r\n\r\ntwo";
  const name = "AssumeUDPEncapsulationContextOnSendRule";
  const start = "    Start    REG_DWORD    0x3";
  const read = (byName: CommandAnswer, whole: CommandAnswer) => readValue(byName, whole, service, name);

  it("keeps a text of several lines whole, an empty one among them", () => {
    const value = { type: "REG_SZ", data: "one\n\ntwo" };
    const listed = answerOf(listing(service, text, start));
    assert.deepEqual(read(answerOf(listing(service, text)), listed), { state: "known", value });
    // Nothing of what comes before our value in the listing ends the block.
    const ours = `    ${name}    REG_DWORD    0x2`;
    const after = answerOf(listing(service, "    Note    REG_SZ    one\r\n\r\ntwo", ours));
    assert.deepEqual(read(answerOf(listing(service, ours)), after), {
      state: "known",
      value: fromWords("REG_DWORD 2"),
    });
  });

  it("believes no text that the listing of its key shows otherwise", () => {
    for (const other of [
      text.replace("one", "two"),
      text.replace("\r\n\r\n", "\r\n"),
      start,
      `${text}\r\nthree`.replace("two\r\n", ""),
    ]) {
      assert.equal(read(answerOf(listing(service, text)), answerOf(listing(service, other))).state, "unread");
    }
  });

  it("takes a value for absent only where its key is listed without it", () => {
    const listed = answerOf(listing(service, start));
    assert.deepEqual(read(answerOf(refused), listed), { state: "known", value: { type: "absent" } });
    assert.equal(read(answerOf(refused), answerOf(refused)).state, "keyUnread");
    assert.equal(read(answerOf(refused), answerOf("\r\n")).state, "unread");
    assert.equal(read(answerOf(""), listed).state, "unread");
    assert.equal(read(answerOf(refused), answerOf(listing(service, text))).state, "unread");
    const quoting = answerOf(listing(service, `    Note    REG_SZ    a\r\n    ${name}    REG_DWORD    0x2`));
    assert.equal(read(answerOf(refused), quoting).state, "unread");
  });

  it("shows what came where it believes nothing", () => {
    const reading = read(answerOf("hello\x07\r\n"), answerOf(listing(service, start)));
    assert.ok(reading.state === "unread");
    assert.match(
      reading.came,
      /^asked for Assume\w+ reg\.exe printed "hello", and for its key it printed "HKEY_/,
    );
  });

  it("reads one value only where nothing but that value was printed", () => {
    const named = (output: string) => readNamedValue(answerOf(output), service, "Start");
    assert.deepEqual(named(listing(service, start)), fromWords("REG_DWORD 3"));
    for (const [what, output] of Object.entries({
      "a line before the key": `hello${listing(service, start)}`,
      "another key": listing(`${service}2`, start),
      "another name": listing(service, "    Started    REG_DWORD    0x3"),
      "a line before the value": listing(service, "hello", start),
      "a line after the value": listing(service, start, "hello"),
      "the value twice": listing(service, start, start),
      "no value": listing(service),
      "half a line": listing(service, start).slice(0, -8),
    })) {
      assert.equal(named(output), undefined, what);
    }
    assert.equal(
      readNamedValue({ succeeded: false, output: listing(service, start) }, service, "Start"),
      undefined,
    );
  });

  it("finds a key in a listing by itself, or by a key below it", () => {
    const listed = answerOf(`\r\n${printedService}\r\n${printedService}2\\Below\r\n`);
    assert.equal(listsKey(listed, service), true);
    assert.equal(listsKey(listed, "HKLM\\SYSTEM\\CurrentControlSet\\Services"), true);
    assert.equal(listsKey(listed, `${service}\\Below`), false);
    assert.equal(listsKey(listed, "HKLM\\SYSTEM\\CurrentControlSet\\Serv"), false);
    assert.equal(listsKey({ ...listed, succeeded: false }, service), false);
  });

  it("never throws on any output of reg query", () => {
    const bytes = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const parts = fc.constantFrom(
      ...[
        "\r\n",
        "\n",
        printedService,
        "HKEY_",
        "    ",
        "\t",
        "REG_DWORD",
        "REG_QWORD",
        "0x2",
        "0x",
        "Start",
      ],
      "! REG.EXE VERSION 3.0",
    );
    const answer = fc.record({
      succeeded: fc.boolean(),
      output: fc.array(fc.oneof(bytes, parts)).map((pieces) => pieces.join("")),
    });
    checkProperty(
      fc.property(answer, answer, (one, other) => readValue(one, other, service, "Start") && undefined),
    );
  });

  it("reads any text as reg.exe printed it", () => {
    const unit = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
    checkProperty(
      fc.property(fc.string({ unit }), (data) => {
        const line = `    Start    REG_SZ    ${data.replaceAll("\n", "\r\n")}`;
        const answers = [
          answerOf(listing(service, line)),
          answerOf(listing(service, start.replace("Start", "A"), line)),
        ] as const;
        const value = { type: "REG_SZ", data };
        assert.deepEqual(readValue(...answers, service, "start"), { state: "known", value });
      }),
    );
  });
});
