import assert from "node:assert/strict";
import fc from "fast-check";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import { checkProperty } from "../../support/property";

const base64 = (text: string, encoding: "utf8" | "latin1" = "latin1") =>
  Buffer.from(text, encoding).toString("base64");

describe("an answer of PowerShell", () => {
  for (const [shown, exitCode] of [
    ["0", 0],
    ["1", 1],
    ["5", 5],
    ["1115", 1115],
    ["1190", 1190],
    ["-1073741510", 3221225786],
    ["-1", 4294967295],
  ] as const) {
    it(`holds the exit code ${exitCode}, which .NET shows as ${shown}`, () => {
      const answer = readScriptOutput(`ipsec:ran ${shown} ${base64("out")} ${base64("err")}`);
      assert.deepEqual(answer, { kind: "ran", result: { exitCode, output: "out", errorOutput: "err" } });
    });
  }

  it("says that PowerShell is ready, whatever else it greets with", () => {
    assert.deepEqual(readScriptOutput("Welcome.\r\nipsec:ready\r\n"), { kind: "ready" });
  });

  it("brings every byte back", () => {
    checkProperty(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        const [output, errorOutput] = [one, other].map((bytes) => Buffer.from(bytes).toString("latin1"));
        const line = `ipsec:ran 0 ${base64(output ?? "")} ${base64(errorOutput ?? "")}`;
        assert.deepEqual(readScriptOutput(line), {
          kind: "ran",
          result: { exitCode: 0, output, errorOutput },
        });
      }),
    );
  });

  it("is the last line that is one; what others print is passed over", () => {
    const line = `ipsec:ran 7 ${base64("a")} `;
    for (const output of [
      `WARNING: hello\r\n${line}\r\n`,
      `ipsec:ran 1  \n${line}\n`,
      `${line}\r\nbye\r\n`,
    ]) {
      const answer = readScriptOutput(output);
      assert.equal(answer.kind === "ran" && answer.result.exitCode, 7, output);
    }
  });

  it("names the language mode, and the one of an opened session", () => {
    assert.deepEqual(readScriptOutput("ipsec:language ConstrainedLanguage Windows_NT\r\n"), {
      kind: "language",
      mode: "ConstrainedLanguage",
      system: "Windows_NT",
    });
    assert.deepEqual(readScriptOutput("ipsec:opened FullLanguage"), { kind: "opened", mode: "FullLanguage" });
    assert.deepEqual(readScriptOutput("ipsec:opened"), { kind: "opened", mode: "" });
  });

  it("holds why cmd was not started, with Windows' number if there is one", () => {
    const message = "Le fichier sp\u00e9cifi\u00e9 est introuvable.";
    const line = `ipsec:unstarted ${base64(message, "utf8")}`;
    assert.deepEqual(readScriptOutput(`${line} 2`), { kind: "unstarted", message, number: 2 });
    assert.deepEqual(readScriptOutput(`${line} `), { kind: "unstarted", message, number: undefined });
  });

  it("says that a command was ended", () => {
    for (const kind of ["late", "toomuch"]) assert.deepEqual(readScriptOutput(`ipsec:${kind}`), { kind });
  });

  it("holds a failure in any language", () => {
    const line = `ipsec:failed ${base64("LogonFailure,PSSessionOpenFailed")} ${base64("отказано", "utf8")}`;
    assert.deepEqual(readScriptOutput(line), {
      kind: "failed",
      errorId: "LogonFailure,PSSessionOpenFailed",
      message: "отказано",
    });
  });

  it("is none where our scripts printed nothing, and reading never throws", () => {
    for (const output of [
      "",
      "hello",
      "ipsec:",
      "ipsec:ran",
      "ipsec:ran x  ",
      "ipsec:ran 99999999999  ",
      " ipsec:ran 0  ",
    ])
      assert.equal(readScriptOutput(output).kind, "none", output);
    const word = fc.constantFrom("ipsec:", "ran ", "failed ", "opened ", "0", " ", "\r\n", "YQ==", "é");
    checkProperty(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }), (words) => {
        readScriptOutput(words.join(""));
      }),
    );
  });
});
