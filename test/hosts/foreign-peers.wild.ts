import assert from "node:assert/strict";
import fc from "fast-check";
import { AuthenticationError, NatTraversalError } from "../../provider/errors";
import type { CommandResult } from "../../provider/hosts/host";
import { detectShell, unsupportedShell } from "../../provider/hosts/shell-detection";
import { classify, closed, sshProgress } from "../../provider/hosts/ssh/failure";
import { notForwarded } from "../../provider/hosts/ssh/jump-failure";
import { methodNotAccepted, tooManyFailures } from "../../provider/hosts/ssh/login";
import { faultError } from "../../provider/hosts/winrm/faults";
import { unframePlain, unframeSealed } from "../../provider/hosts/winrm/framing";
import { httpError } from "../../provider/hosts/winrm/http-errors";
import { NtlmSession } from "../../provider/hosts/winrm/ntlm/session";
import { compareMachines, describeMachine } from "../../provider/nat-traversal/machine";
import { describeValue } from "../../provider/windows/registry-value";
import { assertHarmless, foreignText } from "../support/foreign-text";
import { checkProperty } from "../support/property";

describe("text from a peer", () => {
  it("never reaches a terminal or a CI log as anything but a short quotation, said before, in or instead of the protocol", () => {
    const account = { host: "vpn01", user: "admin", prefix: "" };
    const address = { host: "vpn01", port: 22 };
    const winrm = { host: "vpn01", where: "port 5986", phase: "opening a shell" } as const;
    const attempt = { method: "ntlm", user: "admin", wasOffered: true, hasTls: true } as const;
    const sentences = (text: string): (string | Error)[] => [
      closed(sshProgress(address, "banner", text)),
      closed(sshProgress(address, "banner", `Exceeded MaxStartups${text}`)),
      ...(["banner", "key exchange", "authentication", "waiting for output"] as const).flatMap((phase) => [
        classify(sshProgress(address, phase, text), { message: text, level: "protocol", code: text }),
        classify(sshProgress(address, phase), { message: text, code: 11 }),
        classify(sshProgress(address, phase), { message: text, level: "client-socket", code: text }),
      ]),
      notForwarded("bastion", address, { message: `(SSH) Channel open failure: ${text}`, reason: 2 }),
      tooManyFailures(account, { said: text, hint: "Check user." }, undefined),
      methodNotAccepted(account, "password", [text, text]),
      methodNotAccepted(
        account,
        "password",
        Array.from({ length: 99 }, () => text.slice(0, 60)),
      ),
      faultError({ code: 5, subcode: text, provider: text, text }, winrm, "admin"),
      faultError({ code: undefined, subcode: undefined, provider: undefined, text }, winrm, undefined),
      httpError(
        winrm,
        { status: 401, headers: { "www-authenticate": text }, body: Buffer.alloc(0) },
        attempt,
      ),
      thrownBy(() => unframePlain(text, Buffer.from(text))),
      thrownBy(() => unframeSealed(new NtlmSession(Buffer.alloc(16)), text, Buffer.from(text))),
      shellSentence({ exitCode: 0, output: text, errorOutput: text }),
      shellSentence({ exitCode: 0, output: "", errorOutput: text }),
      describeMachine({ machineGuid: text, computerName: text, hardwareId: text }),
      compareMachines(
        { machineGuid: text, computerName: "A" },
        { machineGuid: `${text}x`, computerName: text },
      ).explanation,
      ...["REG_SZ", "REG_MULTI_SZ", "REG_BINARY", "REG_QWORD", "REG_NONE"].map((type) =>
        describeValue({ type: type as "REG_SZ", data: text }),
      ),
    ];
    checkProperty(
      fc.property(foreignText, (text) => {
        for (const sentence of sentences(text))
          assertHarmless(typeof sentence === "string" ? sentence : sentence.message);
      }),
    );
  });

  it("is quoted whole where it is an ordinary word", () => {
    const error = tooManyFailures(
      { host: "vpn01", user: "admin", prefix: "" },
      { said: "Too many", hint: "" },
      undefined,
    );
    assert.ok(error instanceof AuthenticationError && error instanceof NatTraversalError);
    assert.match(error.message, /the host ended the login: "Too many"/);
  });
});

function shellSentence(result: CommandResult): string {
  const detected = detectShell(result);
  return "shell" in detected ? "" : unsupportedShell("vpn01", detected).message;
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  return new Error("nothing was thrown");
}
