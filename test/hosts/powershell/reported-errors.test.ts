import assert from "node:assert/strict";
import { classify } from "../../../provider/hosts/powershell/error-classification";
import type { PowerShellProgress } from "../../../provider/hosts/powershell/failure";
import { readCases } from "../../support/case-files";
import { remote } from "./sample-progress";

interface Case {
  /** What FullyQualifiedErrorId says. */
  readonly errorId: string;
  readonly phase: PowerShellProgress["phase"];
  readonly code: string;
  /** A regular expression that the message meets. */
  readonly says: string;
}

describe("an error that PowerShell reports", () => {
  for (const { name, content } of readCases<readonly Case[]>("powershell-errors")) {
    describe(name, () => {
      for (const { errorId, phase, code, says } of content) {
        it(`${errorId === "" ? "without a name" : errorId} is ${code}`, () => {
          const error = classify({ ...remote, phase }, { errorId, message: "Es ist etwas geschehen.\r\n" });
          assert.equal(error.code, code, error.message);
          assert.match(error.message, new RegExp(says));
          assert.equal(error.host, "vpn01");
          assert.doesNotMatch(error.message, /\.\./);
        });
      }
    });
  }

  it("is shown with the machine's own words, made printable and short", () => {
    const message = `Accès refusé\u001b[31m ${"x".repeat(500)}`;
    const error = classify(remote, { errorId: "AccessDenied,PSSessionOpenFailed", message });
    assert.match(error.message, /AccessDenied: Accès refusé \[31m x+…\. Use an account/);
    assert.ok(error.message.length < 750);
  });

  it("says whether the command may have run: only while its output was waited for", () => {
    const lost = { errorId: "WinRMOperationAborted,PSSessionStateBroken", message: "" };
    const during = classify({ ...remote, phase: "waiting for output" }, lost);
    assert.equal("commandMayHaveRun" in during && during.commandMayHaveRun, true);
    const before = classify(remote, lost);
    assert.equal("commandMayHaveRun" in before && before.commandMayHaveRun, false);
  });
});
