import assert from "node:assert/strict";
import fc from "fast-check";
import { InvalidInputError } from "../../provider/errors";
import { isQuotable, quoted } from "../../provider/windows/command-line";
import { frame } from "../../provider/windows/frame";
import {
  absent,
  addValue,
  deleteValue,
  dword,
  exportKey,
  queryKey,
  queryValue,
} from "../../provider/windows/registry-value";
import { splitArguments } from "../lab/simulated/arguments";
import { type CmdLine, expandPercents, splitCmdLine } from "../lab/simulated/cmd-line";
import { checkProperty } from "../support/property";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const reg = "%SystemRoot%\\System32\\reg.exe";
const spaced = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

/** The arguments that each program of the line gets; an operator that is not `&` would be an escape. */
function programsOf(line: CmdLine): string[][] {
  assert.equal(line.kind, "commands");
  if (line.kind !== "commands") return [];
  for (const operator of line.operators) assert.equal(operator, "&");
  return line.commands.flatMap(({ text, outputTo, errorsTo, group }) => {
    assert.deepEqual([outputTo, errorsTo], [undefined, undefined]);
    if (group !== undefined) return programsOf(group);
    return text.startsWith("echo ") ? [] : [splitArguments(text)];
  });
}

describe("command lines", () => {
  it("queries, writes, deletes and exports with dash switches, and names every value with -v", () => {
    assert.equal(queryKey(spaced), `reg query "${spaced}"`);
    assert.equal(queryValue(key, "Start"), `reg query "${key}" -v Start`);
    assert.equal(queryValue(key, "Two words"), `reg query "${key}" -v "Two words"`);
    assert.equal(addValue(key, "A_1", dword(2)), `reg add "${key}" -v A_1 -t REG_DWORD -d 2 -f`);
    assert.equal(deleteValue(key, "A"), `reg delete "${key}" -v A -f`);
    assert.equal(exportKey(key, "C:\\Backup\\a b.reg"), `reg export "${key}" "C:\\Backup\\a b.reg" -y`);
  });

  it("writes every type that can be written, and leaves out -d for empty data", () => {
    const add = (type: `REG_${string}`, data: string) => addValue(key, "A", { type, data });
    const start = `reg add "${key}" -v A -t`;
    assert.equal(add("REG_QWORD", "18446744073709551615"), `${start} REG_QWORD -d 18446744073709551615 -f`);
    assert.equal(add("REG_BINARY", "0AFF"), `${start} REG_BINARY -d 0AFF -f`);
    assert.equal(add("REG_BINARY", ""), `${start} REG_BINARY -f`);
    assert.equal(add("REG_SZ", ""), `${start} REG_SZ -f`);
    assert.equal(add("REG_SZ", "a & b"), `${start} REG_SZ -d "a & b" -f`);
    assert.equal(add("REG_SZ", "plain"), `${start} REG_SZ -d plain -f`);
  });

  it("refuses to write what cannot be quoted safely", () => {
    const add = (type: `REG_${string}`, data: string) => () => addValue(key, "A", { type, data });
    assert.throws(() => addValue(key, "A", absent), RangeError);
    for (const data of ["", "0x2", "-1", "12345678901", "2 & calc"])
      assert.throws(add("REG_DWORD", data), RangeError);
    for (const data of ["", "(null)", "123456789012345678901"])
      assert.throws(add("REG_QWORD", data), RangeError);
    for (const data of ["A", "0aff", "0AFF "]) assert.throws(add("REG_BINARY", data), RangeError);
    assert.throws(add("REG_SZ", "a\nb"), RangeError);
    assert.throws(add("REG_SZ", "é"), RangeError);
    assert.throws(add("REG_MULTI_SZ", "2"), RangeError);
    assert.throws(add("REG_EXPAND_SZ", "2"), RangeError);
    assert.throws(add("REG_SZ", '2" & reg add HKLM\\SOFTWARE\\Evil -f & rem "'), InvalidInputError);
  });

  it("refuses every character that a shell could interpret, without repeating the text", () => {
    for (const text of [
      'a"b',
      "%PATH%",
      "a`b",
      "$HOME",
      "a!b",
      "end\\",
      "tab\t",
      "line\n",
      "\0",
      "\x7f",
      "é",
      "\u2028",
    ]) {
      assert.equal(isQuotable(text), false, JSON.stringify(text));
      assert.throws(
        () => quoted(text),
        (error) => error instanceof InvalidInputError && !error.message.includes(text),
      );
    }
    for (const text of ["", " ", "~", "a & b | c > d < e ^ f", "C:\\x", "'", "(1)"]) {
      assert.equal(quoted(text), `"${text}"`);
    }
  });

  it("brings every accepted text through cmd to the program unchanged", () => {
    const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
    const tricky = fc.constantFrom(
      "\\",
      "\\\\",
      " & ",
      "^",
      "|",
      ">",
      "<",
      "(",
      ")",
      "'",
      ";",
      ",",
      "=",
      "-",
      "/",
    );
    const text = fc.string({ unit: fc.oneof(character, tricky), maxLength: 40 }).filter(isQuotable);
    checkProperty(
      fc.property(text, text, (one, other) => {
        const { line } = frame([
          addValue(key, "First", { type: "REG_SZ", data: one }),
          queryValue(key, `n${other}n`),
        ]);
        const environment = { PATH: "expanded", OS: "expanded" };
        const parsed = splitCmdLine(expandPercents(line("cmd"), environment));
        assert.deepEqual(programsOf(parsed), [
          [reg, "add", key, "-v", "First", "-t", "REG_SZ", ...(one === "" ? [] : ["-d", one]), "-f"],
          [reg, "query", key, "-v", `n${other}n`],
        ]);
      }),
    );
  });
});
