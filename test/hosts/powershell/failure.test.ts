import assert from "node:assert/strict";
import { noAnswer, powershellFailures, restricted, silent } from "../../../provider/hosts/powershell/failure";
import { ProcessEndedError } from "../../../provider/hosts/powershell/shell-process";
import {
  ended,
  isMissingForGood,
  notOnPath,
  notStarted,
  notWindows,
} from "../../../provider/hosts/powershell/start-failure";
import { local, remote } from "./sample-progress";

describe("a failing PowerShell", () => {
  it("is missing where the system finds no such program", () => {
    const error = ended(local, new ProcessEndedError("ENOENT", undefined));
    assert.equal(error.code, "POWERSHELL_MISSING");
    assert.match(
      error.message,
      /powershell\.exe could not be started on.*runs Pulumi: no such program.*executable/,
    );
    const forOther = ended(
      { ...remote, phase: "opening a shell" },
      new ProcessEndedError("ENOENT", undefined),
    );
    assert.match(
      forOther.message,
      /could not open a PowerShell remoting session on vpn01: powershell\.exe could not be started/,
    );
  });

  it("is missing where the system does not run it, or what it runs ends at once", () => {
    assert.match(
      ended(local, new ProcessEndedError("EACCES", undefined)).message,
      /MISSING.*\(EACCES\).*policy/,
    );
    assert.match(
      ended(local, new ProcessEndedError("", 64)).message,
      /MISSING.*exited immediately with exit code 64/,
    );
    assert.match(
      ended(local, new ProcessEndedError("", undefined)).message,
      /MISSING.*exited immediately\. /,
    );
  });

  for (const [code, says] of [
    ["EINVAL", /the system does not run such a file by itself \(EINVAL\).*not to a \.cmd/],
    ["UNKNOWN", /the file is no program \(UNKNOWN\).*pwsh\.exe itself/],
    ["ENOTDIR", /a part of its path is a file.*\(ENOTDIR\)/],
    ["EMFILE", /no room for another process \(EMFILE\).*--parallel/],
  ] as const) {
    it(`is missing, with the host and advice, where Node throws ${code}`, () => {
      const error = ended(local, new ProcessEndedError(code, undefined));
      assert.match(
        error.message,
        /POWERSHELL_MISSING: could not start PowerShell on localhost: powershell\.exe could not/,
      );
      assert.match(error.message, says);
      assert.equal(isMissingForGood(error), code !== "EMFILE");
    });
  }

  it("that is missing on a machine without Windows is not asked to be installed there", () => {
    const missing = new ProcessEndedError("ENOENT", undefined);
    assert.match(
      ended({ ...local, onWindows: false }, missing).message,
      /no such program\. This transport needs Windows where Pulumi runs\. Set host/,
    );
    const message = ended({ ...remote, phase: "opening a shell", onWindows: false }, missing).message;
    assert.match(
      message,
      /no such program\. This transport needs Windows.*transport: "winrm", which reaches the same service/,
    );
  });

  it("is unsupported on another system than Windows, and winrm is named where it leads there", () => {
    const here = notWindows(local);
    assert.equal(here.code, "UNSUPPORTED_OS");
    assert.match(here.message, /on localhost: the machine that runs Pulumi does not run Windows\./);
    assert.match(
      notWindows(remote).message,
      /PowerShell remoting needs Windows on the machine that runs Pulumi.*transport: "winrm"/,
    );
  });

  for (const [number, says] of [
    [2, /The program is not there/],
    [5, /Access is denied/],
    [193, /no program for this Windows/],
    [225, /virus scanner/],
    [1260, /AppLocker/],
    [4551, /App Control/],
    [1455, /by hand/],
  ] as const) {
    it(`tells why Windows did not start cmd.exe, and what to do: ${number}`, () => {
      const error = notStarted(
        { ...remote, phase: "waiting for output" },
        { message: "Es ging nicht.", number },
      );
      assert.equal(error.code, "UNSUPPORTED_SHELL");
      assert.match(
        error.message,
        new RegExp(`Windows did not start cmd\\.exe \\(${number}\\): Es ging nicht\\. `),
      );
      assert.match(error.message, says);
    });
  }

  it("tells the reason that .NET puts behind a long path", () => {
    const message = `An error occurred trying to start process 'C:\\${"long".repeat(60)}\\cmd.exe' with working directory 'C:\\x'. Access is denied.`;
    const error = notStarted({ ...remote, phase: "waiting for output" }, { message, number: 5 });
    assert.match(
      error.message,
      /Windows did not start cmd\.exe \(5\): Access is denied\. Access is denied: check/,
    );
  });

  it("is missing where a bare name is in no folder of PATH", () => {
    const error = notOnPath({ ...local, executable: "pwsh" });
    assert.match(
      error.message,
      /MISSING: could not start PowerShell on localhost: pwsh could not be started.*: no such program on PATH/,
    );
  });

  it("is unreachable where it ends later", () => {
    const error = ended({ ...local, phase: "waiting for output" }, new ProcessEndedError("", 1));
    assert.match(
      error.message,
      /^UNREACHABLE: could not run a command through PowerShell on localhost: .*exit code 1 \(phase: waiting/,
    );
  });

  it("is unreachable at its deadline, and says where it stood", () => {
    assert.match(
      silent(remote, 20).message,
      /UNREACHABLE: could not open a PowerShell remoting session on vpn01: no response within 20 s; the PowerShell process was ended \(port 5985, phase: authentication\)/,
    );
    assert.match(
      silent(local, 1.25).message,
      /could not start PowerShell on localhost: no response within 1\.3 s.*connectSeconds/,
    );
    const looking = silent({ ...remote, phase: "connect" }, 2).message;
    assert.match(looking, /no response within 2 s \(port 5985, phase: connect\).*TCP port 5985/);
    const late = silent({ ...remote, phase: "waiting for output" }, 60).message;
    assert.match(
      late,
      /PowerShell no longer answered and was ended, and the command may still be running.*The command may have run/,
    );
  });

  it("names its language mode, and which side has it", () => {
    const error = restricted(local, "on the machine that runs Pulumi", "ConstrainedLanguage");
    assert.equal(error.code, "UNSUPPORTED_SHELL");
    assert.match(
      error.message,
      /PowerShell on the machine that runs Pulumi runs in Constrained Language Mode.*ssh or winrm/,
    );
    assert.match(
      restricted(remote, "on that computer", "NoLanguage").message,
      /on that computer runs in No Language Mode/,
    );
    assert.match(restricted(remote, "there", "").message, /runs in an unknown mode/);
  });

  it("shows a short piece of what is no answer", () => {
    assert.match(noAnswer(local, { output: "", errorOutput: "" }).message, /PROTOCOL: .*it printed nothing/);
    const said = noAnswer(local, { output: "out", errorOutput: `bad\r\n${"y".repeat(300)}` }).message;
    assert.match(
      said,
      /its output is not understood \(it printed "bad y+…"\).*Windows PowerShell 5\.1 or PowerShell 7/,
    );
    assert.match(noAnswer(local, { output: "out", errorOutput: " " }).message, /it printed "out"/);
  });

  const connecting = { ...remote, phase: "connect" } as const;
  for (const [code, says] of [
    ["ENOTFOUND", /the host name could not be resolved.*spelling of host/],
    ["EAI_AGAIN", /the host name could not be resolved/],
    ["ECONNREFUSED", /the connection was refused.*Enable-PSRemoting/],
    ["EHOSTUNREACH", /a network error occurred \(EHOSTUNREACH\).*TCP port 5985/],
  ] as const) {
    it(`is not reached: ${code}`, () => {
      const error = powershellFailures.network(connecting, Object.assign(new Error("x"), { code }));
      assert.equal(error.phase, "connect");
      assert.equal(error.commandMayHaveRun, false);
      assert.match(error.message, says);
    });
  }
});
