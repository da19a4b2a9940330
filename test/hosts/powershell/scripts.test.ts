import assert from "node:assert/strict";
import fc from "fast-check";
import {
  definitionScript,
  languageModeScript,
  openSessionScript,
  runRemotelyScript,
  runScript,
  type SessionRequest,
  secretLines,
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

describe("scripts for PowerShell", () => {
  it("a script is printable ASCII on one line, whatever it carries", () => {
    checkProperty(
      fc.property(wildText, wildText, (text, user) => {
        const scripts = [
          ...[languageModeScript, definitionScript, runScript(text), runRemotelyScript(text)],
          ...[openSessionScript({ ...request, host: text, user }), ...secretLines(text)],
        ];
        for (const script of scripts) assert.match(script, /^[\x20-\x7e]*$/);
      }),
    );
  });

  it("the language mode is asked for without a method call, which some modes forbid", () => {
    assert.doesNotMatch(languageModeScript, /[[(]/);
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
