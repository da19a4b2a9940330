import fc from "fast-check";
import { anyCharacter } from "../../support/wild-values";

/** Text that a program may hand over: anything at all, and what means something to PowerShell. */
export const wildText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."'\"`$();&|{}@,#\n\r\0 "),
    fc.constantFrom("\u2018", "\u2019", "\u201a", "\u201b", "\u201c", "\u201d", "\u201e", "\u2013", "\u2014"),
    fc.constantFrom(
      "'; calc; '",
      "$(calc)",
      "-ScriptBlock",
      "--",
      "<#",
      "#>",
      "%COMPUTERNAME%",
      "ipsec:ran 0 ",
    ),
    fc.string({ unit: anyCharacter, minLength: 1, maxLength: 3 }),
  ),
  minLength: 1,
  maxLength: 12,
});

/** What arrives of a text: half a surrogate pair has no form in UTF-8, and no account or name can hold it. */
export function asUtf8(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
