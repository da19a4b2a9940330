import assert from "node:assert/strict";
import { record } from "./recorded-session";

/** A text, and what is on standard error, without its carriage returns. */
const normal: readonly (readonly [string, string])[] = [
  [
    "echo a; nope b",
    `nope : The term 'nope' is not recognized as the name of a cmdlet, function, script file, or operable program. \
Check the spelling of the name, or if a path was included, verify that the path is correct and try again.
At line:1 char:9
+ echo a; nope b
+         ~~~~
    + CategoryInfo          : ObjectNotFound: (nope:String) [], CommandNotFoundException
    + FullyQualifiedErrorId : CommandNotFoundException
${" "}
`,
  ],
  [
    "echo a\n$x = [Convert]::FromBase64String('abc')",
    `Exception calling "FromBase64String" with "1" argument(s): "Invalid length for a Base-64 char array or string."
At line:2 char:1
+ $x = [Convert]::FromBase64String('abc')
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : NotSpecified: (:) [], MethodInvocationException
    + FullyQualifiedErrorId : FormatException
${" "}
`,
  ],
  [
    "New-Object Nope",
    `New-Object : Cannot find type [Nope]: verify that the assembly containing this type is loaded.
At line:1 char:1
+ New-Object Nope
+ ~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidType: (:) [New-Object], PSArgumentException
    + FullyQualifiedErrorId : TypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand
${" "}
`,
  ],
  [
    "echo (",
    `At line:1 char:7
+ echo (
+       ~
An expression was expected after '('.
    + CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException
    + FullyQualifiedErrorId : ExpectedExpression
${" "}
`,
  ],
];

const concise: readonly (readonly [string, string])[] = [
  [
    "nope b",
    `nope: The term 'nope' is not recognized as a name of a cmdlet, function, script file, or executable program.
Check the spelling of the name, or if a path was included, verify that the path is correct and try again.
`,
  ],
  ["$x.Nope()", "InvalidOperation: You cannot call a method on a null-valued expression.\n"],
  [
    "[Convert]::FromBase64String('abc')",
    `MethodInvocationException: Exception calling "FromBase64String" with "1" argument(s): \
"Invalid length for a Base-64 char array or string."
`,
  ],
  [
    "New-Object Nope",
    "New-Object: Cannot find type [Nope]: verify that the assembly containing this type is loaded.\n",
  ],
  [
    "echo 'a",
    `ParserError: ${""}
Line |
   1 | echo 'a
     |      ~~
     | The string is missing the terminator: '.
`,
  ],
];

describe("how PowerShell shows an error", () => {
  for (const [text, view] of normal) {
    it(`in Windows PowerShell: ${text}`, async () => {
      assert.equal((await record(text)).errors, view.replaceAll("\n", "\r\n"));
    });
  }

  for (const [text, view] of concise) {
    it(`in pwsh: ${text}`, async () => {
      assert.equal((await record(text, { edition: "7.4" })).errors, view.replaceAll("\n", "\r\n"));
    });
  }
});
