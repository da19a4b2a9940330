import assert from "node:assert/strict";
import fc from "fast-check";
import { readScriptOutput } from "../../../provider/hosts/powershell/script-output";
import {
  definitionScript,
  languageModeScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  type SessionRequest,
  secretLines,
} from "../../../provider/hosts/powershell/scripts";
import { checkAsyncProperty, checkProperty } from "../../support/property";
import { anyCharacter } from "../../support/wild-values";
import { listen } from "./listening-session";

const request: SessionRequest = {
  host: "vpn01",
  port: 5985,
  useTls: false,
  user: "svc",
  openSeconds: 20,
};

/** Text that a program may hand over: anything at all, and what means something to PowerShell. */
const wild = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "'",
      '"',
      "`",
      "$",
      "(",
      ")",
      ";",
      "&",
      "|",
      "{",
      "}",
      "@",
      ",",
      "#",
      "\n",
      "\r",
      "\0",
      " ",
    ),
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

describe("scripts for PowerShell", () => {
  it("a script is printable ASCII on one line, whatever it carries", () => {
    checkProperty(
      fc.property(wild, wild, (text, user) => {
        const scripts = [
          ...[languageModeScript, definitionScript, runScript(text), runRemotelyScript(text)],
          ...[openSessionScript({ ...request, host: text, user }), ...secretLines(text)],
        ];
        for (const script of scripts) assert.match(script, /^[\x20-\x7e]*$/);
      }),
    );
  });

  for (const edition of ["5.1", "7.4"] as const) {
    it(`any computer name, user and password is one argument each (${edition})`, async () => {
      await checkAsyncProperty(
        fc.asyncProperty(wild, wild, wild, async (host, user, password) => {
          const heard = await listen(edition, [
            definitionScript,
            ...secretLines(password),
            openSessionScript({ ...request, host, user }),
          ]);
          assert.equal(heard.errors, "");
          // What has no form in UTF-8, half a surrogate pair, is nothing that an account or a name can hold.
          const asUtf8 = (text: string) => Buffer.from(text, "utf8").toString("utf8");
          assert.deepEqual(heard.opened, [
            {
              computer: asUtf8(host),
              port: 5985,
              useTls: false,
              credential: { user: asUtf8(user), password: asUtf8(password) },
            },
          ]);
          assert.deepEqual(heard.programs, []);
        }),
      );
    });

    it(`any line reaches cmd as it is (${edition})`, async () => {
      await checkAsyncProperty(
        fc.asyncProperty(wild, async (line) => {
          const heard = await listen(edition, [definitionScript, runScript(line)]);
          assert.equal(heard.errors, "");
          const expected = Buffer.from(line, "utf8").toString("utf8");
          const folder = "C:\\Windows\\system32";
          assert.deepEqual(heard.programs, [[`${folder}\\cmd.exe`, `/d /s /c "${expected}"`, folder]]);
        }),
      );
    });
  }

  it("the run script brings back the exit code and both streams of what was run, byte for byte", async () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, at) => at));
    const result = { exitCode: 3221225786, output: bytes, errorOutput: `${bytes}\r\n\r\n` };
    const { output } = await listen("5.1", [definitionScript, runScript("x")], { result });
    assert.deepEqual(readScriptOutput(output), { kind: "ran", result });
  });

  it("the language mode is asked for without a method call", async () => {
    const { output } = await listen("5.1", [languageModeScript]);
    assert.deepEqual(readScriptOutput(output), { kind: "language", mode: "FullLanguage" });
    assert.doesNotMatch(languageModeScript, /[[(]/);
  });

  it("a session is opened as the connection says", async () => {
    const plain = await listen("5.1", [definitionScript, openSessionScript({ ...request, user: undefined })]);
    assert.deepEqual(plain.opened, [{ computer: "vpn01", port: 5985, useTls: false, credential: undefined }]);
    const tls = { ...request, user: undefined, port: 5986, useTls: true };
    assert.equal((await listen("7.4", [definitionScript, openSessionScript(tls)])).opened[0]?.useTls, true);
  });

  it("no command holds a secret", () => {
    const secret = "canary-Pa55 wörd";
    const [command, data] = secretLines(secret);
    const forms = [secret, Buffer.from(secret, "utf8").toString("base64")];
    for (const form of forms) {
      assert.ok(!command.includes(form));
      assert.ok(!openSessionScript(request).includes(form));
    }
    assert.equal(Buffer.from(data, "base64").toString("utf8"), secret);
  });

  it("a failure is reported by its identity and its message, in any language", async () => {
    const said = "Accès « refusé » à 10:00\r\nFin";
    const heard = await listen("5.1", [definitionScript, openSessionScript(request)], {
      refusal: { errorId: "AccessDenied,PSSessionOpenFailed", message: said },
    });
    const answer = { kind: "failed", errorId: "AccessDenied,PSSessionOpenFailed", message: said };
    assert.deepEqual(readScriptOutput(heard.output), answer);
  });
});
