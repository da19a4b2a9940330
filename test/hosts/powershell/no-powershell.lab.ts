import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PowerShellSession } from "../../../provider/hosts/powershell/session";
import { ManualClock } from "../../support/manual-clock";
import { runFolder } from "../../support/run-folder";
import { until } from "../../support/until";
import { eachInLab, type PowerShellLab } from "./powershell-lab";

describe("an executable that is no PowerShell", function () {
  this.timeout(30_000);
  let lab: PowerShellLab;
  eachInLab((started) => {
    lab = started;
  });

  const timeouts = { connectSeconds: 20, commandSeconds: 60 };

  it("a program that does not exist is POWERSHELL_MISSING", async () => {
    const host = lab.open(lab.local({ executable: "/no/such/powershell" }));
    for (let round = 0; round < 2; round++) {
      await assert.rejects(host.run("echo a"), / POWERSHELL_MISSING: .*\/no\/such\/powershell/);
    }
  });

  function program(script: string): string {
    const executable = join(runFolder(), "no-powershell");
    writeFileSync(executable, `#!/bin/sh\n${script}\n`);
    chmodSync(executable, 0o755);
    return executable;
  }

  it("a file that is no program, or lies below one, is POWERSHELL_MISSING with what the system said", async () => {
    const text = join(runFolder(), "no-program");
    writeFileSync(text, "");
    for (const executable of [text, join(text, "pwsh")])
      await assert.rejects(
        lab.open(lab.local({ executable })).run("echo a"),
        / POWERSHELL_MISSING: .* on localhost: .*(?:EACCES|ENOTDIR)/,
      );
  });

  it("a program that exits immediately is POWERSHELL_MISSING", async () => {
    const host = lab.open(lab.local({ executable: program("exit 3") }));
    await assert.rejects(host.run("echo a"), / POWERSHELL_MISSING: .*it exited immediately with exit code 3/);
  });

  it("a program that never prints anything is UNREACHABLE at the deadline", async () => {
    const clock = new ManualClock();
    const host = lab.open(lab.local({ executable: program("exec cat >/dev/null") }), { clock, timeouts });
    const failing = assert.rejects(
      host.run("echo a"),
      / UNREACHABLE: could not start PowerShell.*no response within 20 s.*is not PowerShell/,
    );
    await until(() => clock.pending > 0);
    await clock.advance(20_000);
    await failing;
  });

  it("a program that prints without end is no PowerShell, and is ended", async () => {
    const host = lab.open(lab.local({ executable: program("exec yes") }));
    await assert.rejects(
      host.run("echo a"),
      / PROTOCOL: .*PowerShell printed more than 64 KiB and was ended\. Check that .*no-powershell/,
    );
  });

  it("nothing is started where PATH has no such program", async () => {
    const executable = { name: "pwsh", path: undefined, onWindows: true };
    const session = new PowerShellSession(
      { host: "localhost", executable, remote: undefined },
      new ManualClock(),
    );
    await assert.rejects(
      session.open(20),
      / POWERSHELL_MISSING: .*pwsh could not be started.*no such program on PATH/,
    );
    assert.equal(session.isOpen, false);
  });
});
