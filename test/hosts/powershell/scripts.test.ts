import assert from "node:assert/strict";
import fc from "fast-check";
import {
  closeSessionScript,
  definitionScript,
  languageModeScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  type SessionRequest,
  secretLines,
  textScript,
} from "../../../provider/hosts/powershell/scripts";
import { checkProperty } from "../../support/property";
import { wildText } from "./wild-text";

const request: SessionRequest = {
  host: "vpn01",
  port: 5985,
  useTls: false,
  user: "svc",
  openSeconds: 20,
};

const bounds = { milliseconds: 59_000, mostBytes: 65_536 };

describe("scripts for PowerShell", () => {
  it("a script is printable ASCII on one line, whatever it carries", () => {
    checkProperty(
      fc.property(wildText, wildText, (text, user) => {
        const scripts = [
          ...[languageModeScript, textScript, definitionScript],
          ...[runScript(text, bounds), runRemotelyScript(text, bounds)],
          ...[openSessionScript({ ...request, host: text, user }), ...secretLines(text)],
        ];
        for (const script of scripts) assert.match(script, /^[\x20-\x7e]*$/);
      }),
    );
  });

  it("the language mode is asked for without a method call, which some modes forbid", () => {
    assert.doesNotMatch(languageModeScript, /[[(]/);
  });

  it("no command is called of a module that would have to be loaded first", () => {
    const scripts = [
      languageModeScript,
      textScript,
      definitionScript,
      openSessionScript(request),
      closeSessionScript,
    ];
    const commands = scripts.flatMap((script) => script.match(/\b[A-Z][a-z]+-[A-Z]\w+/g) ?? []);
    const core = ["Invoke-Command", "New-PSSession", "New-PSSessionOption", "Remove-PSSession"];
    assert.deepEqual([...new Set(commands)].sort(), core);
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
});
