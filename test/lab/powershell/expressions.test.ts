import assert from "node:assert/strict";
import { record } from "./recorded-session";

/** A text and the lines it writes. */
const table: readonly (readonly [string, ...string[]])[] = [
  ["'a' + 1 + 2", "a12"],
  ["1 + 2 + 'a'.Length", "4"],
  ["1 + '2'", "3"],
  ["1 + 1kb", "1025"],
  ["'1' + 2 -eq 12", "True"],
  ["'A' -eq 'a'", "True"],
  ["1 -eq '1'; '01' -eq 1; 1 -eq 'x'", "True", "False", "False"],
  ["$null -eq $nothing; $null -eq ''; '' -eq $null", "True", "False", "False"],
  ["1 -ne 2 -and -not $false", "True"],
  ["$true -or $false -and $false", "False"],
  ["!$true", "False"],
  ["-not 0 -eq $true", "True"],
  ["(1 + 1) + (echo 3)", "5"],
  ["[string](1 + 1) + 'x'; [STRING]$true", "2x", "True"],
  ["[int]'7' + 1; [System.Int32]2.5; [int]3.5; [int]'0x10'", "8", "2", "4", "16"],
  ["1,2,3", "1", "2", "3"],
  ["(1,2,3).Length; (1,2 + 3).Count", "3", "3"],
  ['"$(1,2) $(\'a\' + "b")"', "1 2 ab"],
  ['"a $(echo ""b c"") $x d"', "a b c  d"],
  ['"a ""b"" c"', 'a "b" c'],
  ['"$((1) + 1) $(1)"', "2 1"],
  ["-not ''; -not 'x'", "True", "False"],
  ['"{0} $ $(1)"', "{0} $ 1"],
  ["'abc'.ToCharArray().Length; 'abc'.tochararray()", "3", "a", "b", "c"],
  ["$x = 'abc'; $x.length; $X.nothing", "3"],
  ["[Text.Encoding]::UTF8.GetBytes('aü')", "97", "195", "188"],
  ["$PSHOME", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0"],
  ["[Environment]::SystemDirectory", "C:\\Windows\\system32"],
  ["$ExecutionContext.SessionState.LanguageMode", "FullLanguage"],
  ["'in ' + $ExecutionContext.SessionState.LanguageMode", "in FullLanguage"],
  ["$x = 0x7fffffff, -5, +2; $x", "2147483647", "-5", "2"],
];

describe("PowerShell expressions", () => {
  for (const [text, ...lines] of table) {
    it(`evaluates ${text}`, async () => {
      const { output, errors } = await record(text);
      assert.equal(errors, "");
      assert.deepEqual(output.split("\r\n").slice(0, -1), lines);
    });
  }

  it("goes on in the next line after an operator, an opening parenthesis and a comma", async () => {
    assert.equal((await record("1 +\n2; (\n3\n); 4,\r\n5")).output, "3\r\n3\r\n4\r\n5\r\n");
  });

  for (const [text, id] of [
    ["1 + 'x'", "InvalidCastFromStringToInteger"],
    ["[int]'x'", "InvalidCastFromStringToInteger"],
    ["$nothing.Method()", "InvokeMethodOnNull"],
    ["'x'.Nope()", "MethodNotFound"],
    ["[Console]::Nope()", "MethodNotFound"],
    ["[Convert]::ToBase64String()", "MethodCountCouldNotFindBest"],
    ["[Convert]::ToBase64String('x')", "MethodArgumentConversionInvalidCastArgument"],
    ["[No.Such]::Nope()", "TypeNotFound"],
    ["$x = 'a'; $x.Length = 2", "PropertyAssignmentException"],
    ["$x = 'a'; $x.Nope = 2", "PropertyNotFound"],
    ["nope", "CommandNotFoundException"],
    ["& ''", "BadExpression"],
    ["New-Object No.Such", "TypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand"],
    [
      "New-Object IO.MemoryStream 1",
      "CannotFindAppropriateCtor,Microsoft.PowerShell.Commands.NewObjectCommand",
    ],
    ["New-Object -Nope x", "NamedParameterNotFound,Microsoft.PowerShell.Commands.NewObjectCommand"],
    ["echo -Nope", "NamedParameterNotFound,Microsoft.PowerShell.Commands.WriteOutputCommand"],
  ] as const) {
    it(`fails with ${id} at ${text}`, async () => {
      const { errors, exitCode } = await record(text);
      assert.ok(errors.includes(`    + FullyQualifiedErrorId : ${id}\r\n`), errors);
      assert.equal(exitCode, 1);
    });
  }
});
