import assert from "node:assert/strict";
import fc from "fast-check";
import { anyCharacter } from "./wild-values";

/** What a terminal, Pulumi or a CI system acts upon; J is the letter by which foreign text is known again. */
const tricks = [
  ...["\n::error file=a,line=1::JJJ\n", "\r\n##vso[task.setvariable variable=x]JJJ\r\n", "##[error]JJJ"],
  ...[
    "##teamcity[buildStatus status='FAILURE']",
    "<{%fg 1%}>JJJ<{%reset%}>",
    "\x1b[2J\x1b]0;JJJ\x07",
    "\rJJJ",
  ],
  ...["section_start:1:JJJ\r\x1b[0K", "\u202eJJJ\u202c", "J\u200bJ", "\x9b31mJJJ", "\u2028::warning::JJJ"],
  ...[
    '" is fine. JJJ "',
    "'JJJ'",
    "#\u200b#vso[JJJ]",
    "<\u200b{%JJJ%\u200b}>",
    ":\u0000:error::JJJ",
    "\ud800JJJ",
    "#\ufe0f#vso[J\u3164JJ]",
  ],
];
/** Text that is as hostile as a host can make it. */
export const foreignText = fc
  .array(fc.oneof(fc.constantFrom(...tricks), fc.string({ maxLength: 12, unit: anyCharacter })), {
    maxLength: 6,
  })
  .chain((parts) => fc.nat({ max: 600 }).map((more) => `${parts.join("")}${"J".repeat(70 + more)}`));

/** Throws where a sentence shows foreign text as anything but a short quotation. */
export function assertHarmless(sentence: string): void {
  const shown = JSON.stringify(sentence);
  assert.doesNotMatch(sentence, /[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u, shown);
  assert.doesNotMatch(sentence, /##(?:\[|vso\[|teamcity\[)|<\{%|%\}>|section_(?:start|end):/, shown);
  assert.doesNotMatch(sentence, /::(?:error|warning)/, shown);
  for (const [, quotation = ""] of sentence.matchAll(/"([^"]*J[^"]*)"/g)) {
    assert.ok(quotation.length <= 121, `${quotation.length} characters in one quotation: ${shown}`);
  }
  assert.doesNotMatch(sentence.replace(/"[^"]*"/g, ""), /J/, `not marked as quoted: ${shown}`);
}
