import assert from "node:assert/strict";
import { record } from "./recorded-session";

const method = "MethodInvocationNotSupportedInConstrainedLanguage";

describe("PowerShell's constrained language", () => {
  for (const [text, id] of [
    ["[Console]::Out.WriteLine('x')", method],
    ["[Convert]::FromBase64String('eA==')", method],
    ["[Text.Encoding]::UTF8.GetString(1)", method],
    ["[Diagnostics.Process]::Start('x')", method],
    [
      "New-Object System.IO.MemoryStream",
      "CannotCreateTypeConstrainedLanguage,Microsoft.PowerShell.Commands.NewObjectCommand",
    ],
    [
      "New-Object System.Diagnostics.ProcessStartInfo",
      "CannotCreateTypeConstrainedLanguage,Microsoft.PowerShell.Commands.NewObjectCommand",
    ],
  ] as const) {
    it(`refuses ${text}`, async () => {
      const { errors, output, exitCode } = await record(text, { languageMode: "ConstrainedLanguage" });
      assert.ok(errors.includes(`FullyQualifiedErrorId : ${id}\r\n`), errors);
      assert.deepEqual([output, exitCode], ["", 1]);
    });
  }

  for (const [text, output] of [
    ["$ExecutionContext.SessionState.LanguageMode", "ConstrainedLanguage\r\n"],
    ["'a' + 'b'.ToCharArray().Length", "a1\r\n"],
    ["p 'x y'; exit $LASTEXITCODE", "ran"],
    ["(New-Object Security.SecureString).Length", "0\r\n"],
    ["try { [Console]::Out.WriteLine('x') } catch { $_.FullyQualifiedErrorId }", `${method}\r\n`],
  ] as const) {
    it(`allows ${text}`, async () => {
      const given = { languageMode: "ConstrainedLanguage", programs: { p: { output: "ran" } } } as const;
      assert.deepEqual(await record(text, given).then(({ output, errors }) => [output, errors]), [
        output,
        "",
      ]);
    });
  }
});
