import assert from "node:assert/strict";
import type { EditionName } from "./edition";
import { record } from "./recorded-session";
import { notSimulatedExitCode, Session } from "./session";

/** A text, and a piece of what is refused in it. */
const notSimulated: readonly (readonly [string, string, EditionName?])[] = [
  ["p | p", "pipes"],
  ["1 | p", "pipes"],
  ["| p", "pipes"],
  ["p > file", "redirections"],
  ["p 2>&1", "redirections"],
  ["p a *> file", "redirections"],
  ["p < file", "redirections"],
  ["1 > file", "redirections"],
  ["> file", "redirections"],
  ["p `\na", "backtick at the end of a line"],
  ["p a`\nb", "backtick at the end of a line"],
  ["p ` a", "backtick before a blank"],
  ["p @'\na\n'@", "here-string"],
  ['$x = @"\na\n"@', "here-string"],
  ["@(1)", "list in @( )"],
  ["p @(1)", "list in @( )"],
  ["$x = @{ a = 1 }", "hash table"],
  ["p @args", "splatting"],
  ["function f { }", "keyword function"],
  ["filter f { }", "keyword filter"],
  ["while ($true) { }", "keyword while"],
  ["for (;;) { }", "keyword for"],
  ["do { } while ($true)", "keyword do"],
  ["switch (1) { }", "keyword switch"],
  ["trap { }", "keyword trap"],
  ["throw 'x'", "keyword throw"],
  ["return 1", "keyword return"],
  ["break", "keyword break"],
  ["class C { }", "keyword class"],
  ["if ($true) { } elseif ($true) { }", "keyword elseif"],
  ["try { } finally { }", "keyword finally"],
  ["try { } catch { } finally { }", "keyword finally"],
  ["try { } catch [Exception] { }", "catch of a type"],
  [":label foreach ($x in 1) { }", "labels"],
  [". ./file.ps1", "calling with a dot"],
  [". 'file.ps1'", "calling with a dot"],
  ["echo a # comment", "comments"],
  ["<# comment #> echo a", "comments"],
  ["p --% raw", "-- or --%"],
  ["p -- raw", "-- or --%"],
  ["echo a & echo b", "jobs in the background", "7.4"],
  ["$x[0]", "index"],
  ["$x += 1", "operator +="],
  ["$x++", "operator ++"],
  ["1 - 1", "operator -"],
  ["2 * 2", "operator *"],
  ["1..3", "operator .."],
  ["1 -lt 2", "operator -lt"],
  ["'a' -ceq 'a'", "operator -ceq"],
  ["'{0}' -f 1", "operator -f"],
  ["$true ? 1 : 2", "operator ?", "7.4"],
  ["-join 'a'", "statement that begins with a sign"],
  [",1", "unary comma"],
  ["$x = $y = 1", "assignment of an assignment"],
  ["($x = 1)", "assignment inside parentheses"],
  ["'a' = 1", "assignment to such a thing"],
  ["$global:x", "variable of a scope"],
  ["$env:X = 1", "assignment to $env:X"],
  ["$PSVersionTable", "variable $PSVersionTable"],
  ["$pid", "variable $pid"],
  ["$OutputEncoding = 1", "assignment to $OutputEncoding"],
  ["$true = 1", "assignment to $true"],
  [`$\{a\`b}`, "variable in braces"],
  ["[Console]", "type as a value"],
  ["[string[]]$x", "type between brackets"],
  ["[datetime]'1'", "cast to datetime"],
  ["$x::Y", "static member of a value"],
  ["$x.$y", "member whose name is an expression"],
  ["& { param([int]$a) } 1", "param( )"],
  ["& { } -a 1", "named arguments"],
  ["& { } 1", "more arguments"],
  ["1,2 -eq 1", "comparison of a list"],
  ["$true + 1", "addition"],
  ["New-Object IO.MemoryStream", "display of an object"],
  ["{ 1 }", "display of an object"],
  ["Get-Process", "command Get-Process"],
  ["dir", "command dir"],
  ["echo", "question for a missing argument"],
  ["echo a -NoEnumerate", "parameter -NoEnumerate"],
  ["echo a -Verbose", "common parameter -Verbose"],
  ["New-Object -ComObject x", "parameter -ComObject"],
  ["p { a }", "block as an argument"],
  ["p a,'b c'", "list of anything but plain words"],
  ["9007199254740993", "number like"],
  ["1.5d", "number like"],
  ["1e20", "text of such a number"],
  ['"`u{41}"', "escape by a code point", "7.4"],
  ["$ErrorActionPreference = 'Inquire'; nope", "$ErrorActionPreference of inquire"],
  ["exit 3000000000", "exit with such a number"],
];

/** A text, and the id of PowerShell's own error. */
const wrong: readonly (readonly [string, string, EditionName?])[] = [
  ["echo 'a", "TerminatorExpectedAtEndOfString"],
  ['echo "a', "TerminatorExpectedAtEndOfString"],
  ['"a $(1"', "IncompleteDollarSubexpressionReference"],
  ["()", "ExpectedExpression"],
  ["(1", "MissingEndParenthesisInExpression"],
  ["$(1", "MissingEndParenthesisInSubexpression"],
  ["if ($true) { 1", "MissingEndCurlyBrace"],
  ["if $true { 1 }", "MissingOpenParenthesisAfterKeyword"],
  ["if ($true) 1", "MissingStatementBlock"],
  ["try { 1 }", "MissingCatchOrFinally"],
  ["'p' a", "UnexpectedToken"],
  ["1 2", "UnexpectedToken"],
  ["1 -nope 2", "UnexpectedToken"],
  ["p )", "UnexpectedToken"],
  ["}", "UnexpectedToken"],
  ["echo a & echo b", "AmpersandNotAllowed", "5.1"],
  ["p ,a", "MissingArgument"],
  ["p a,", "MissingExpression"],
  ["p -a:", "ParameterRequiresArgument"],
  ["1 +", "ExpectedValueExpression"],
  ["$x.", "MissingPropertyName"],
  ["$x.Y(1", "MissingEndParenthesisInMethodCall"],
  ["$x.Y(1,)", "MissingExpressionAfterToken"],
  ["$x.Y(p)", "UnexpectedToken"],
  ['"$x: y"', "InvalidVariableReferenceWithDrive"],
  ["@", "UnrecognizedToken"],
];

describe("what the simulated PowerShell does not know", () => {
  for (const [text, what, edition = "5.1"] of notSimulated) {
    it(`is refused: ${text}`, async () => {
      const { errors, output, exitCode, argv } = await record(text, { edition });
      assert.ok(errors.startsWith("This simulated PowerShell knows no ") && errors.includes(what), errors);
      assert.deepEqual([output, exitCode, argv], ["", notSimulatedExitCode, []]);
    });
  }

  it("is refused whatever the script catches", async () => {
    assert.equal((await record("try { $pid } catch { echo caught }; exit 0")).exitCode, notSimulatedExitCode);
  });
});

describe("what PowerShell itself does not parse", () => {
  for (const [text, id, edition = "5.1"] of wrong) {
    it(`is its error ${id}: ${text}`, async () => {
      const { errors, output, exitCode } = await record(`echo before; ${text}`, { edition });
      assert.match(errors, new RegExp(`FullyQualifiedErrorId : ${id}\r\n`));
      assert.deepEqual([output, exitCode], ["", 1]);
    });
  }

  it("tells a text that is not finished from a wrong one", async () => {
    const session = new Session({ edition: "5.1", output: () => {}, errorOutput: () => {} });
    for (const text of ["echo 'a", "if ($true) {", "(1", "1 +"]) {
      assert.deepEqual(await session.run(text), { kind: "parseError", incomplete: true }, text);
    }
    assert.deepEqual(await session.run("1 2"), { kind: "parseError", incomplete: false });
  });
});
