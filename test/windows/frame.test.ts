import assert from "node:assert/strict";
import { detectShell, shellDetectionLine } from "../../provider/hosts/shell-detection";
import { askForObservation } from "../../provider/nat-traversal/observation";
import { frame, newNonce } from "../../provider/windows/frame";
import type { LineAnswer } from "../../provider/windows/line-answer";
import { deleteValue, queryKey, queryValue } from "../../provider/windows/registry-value";
import { everyCmdLine, everyLine, longestWrite } from "../hosts/powershell/every-text";
import { SimulatedWindows, services, settingName } from "../lab/simulated/simulated-windows";
import { framedByCmd, framedByPowerShell, nonce } from "../support/framed";
import { ManualClock } from "../support/manual-clock";

const key = `${services}\\PolicyAgent`;
const two = frame([queryKey(key), queryValue(key, "Start")], undefined, nonce);
const read = (output: string, more: { exitCode?: number; errorOutput?: string } = {}): LineAnswer =>
  two.takeApart({ exitCode: 0, errorOutput: "", output, ...more });
const came = (output: string, more = {}) => {
  const answer = read(output, more);
  return answer.state === "unread" ? answer.came : assert.fail("it was read");
};
const outputs = (output: string) => {
  const answer = read(output);
  return answer.state === "read" ? answer.answers.map((each) => each.output) : answer.state;
};

describe("a framed line", () => {
  it("has marks that are new each time, in letters and digits", () => {
    const nonces = new Set(Array.from({ length: 100 }, newNonce));
    assert.equal(nonces.size, 100);
    for (const each of nonces) assert.match(each, /^[a-z][a-z0-9]{9}$/);
    assert.notEqual(frame([queryKey(key)]).line("cmd"), frame([queryKey(key)]).line("cmd"));
  });

  for (const { name, text } of [...everyCmdLine, ...everyLine]) {
    it(`holds no mark that an echo of it could pass for: ${name} (${text.slice(0, 4)})`, () => {
      assert.doesNotMatch(text, new RegExp(`${nonce}\\.(begin|fixed|\\d+[yn]|\\d+\\.-?\\d)`));
    });
  }

  it("stays below the 8,191 characters that cmd takes, with room for what a sshd puts around it", () => {
    const longest = Math.max(...[...everyCmdLine, ...everyLine].map(({ text }) => text.length));
    assert.ok(longest < 7_000, String(longest));
    // The longest text and the longest marker that are ever written.
    for (const shell of ["cmd", "powershell"] as const) assert.ok(longestWrite.line(shell).length < 6_500);
  });

  it("names programs by their full path, in each shell's own spelling", () => {
    assert.match(two.line("cmd"), /& %SystemRoot%\\System32\\reg\.exe query "HKLM/);
    assert.match(two.line("cmd32"), /& %SystemRoot%\\Sysnative\\reg\.exe query "HKLM/);
    assert.match(two.line("powershell"), /try \{ & \$pwi\\reg\.exe query 'HKLM/);
    for (const { name, text } of [...everyCmdLine, ...everyLine]) {
      const bare = text.replace(/(?:%SystemRoot%\\System32|\$pwi)\\\w+\.exe /g, "");
      assert.doesNotMatch(bare, /(?:^|[&{;(] )(?:reg|shutdown|wevtutil|whoami)\b/, name);
    }
  });

  it("is read where foreign text comes before and after, on the same line too", () => {
    const { output } = framedByCmd(["one\r\n", { failed: "two" }]);
    const whole = ["one\r\n", "two"];
    for (const damaged of [
      output,
      `\f${output}`,
      `Welcome\r\n${output}bye`,
      output.replaceAll("\r", ""),
      output.replaceAll("y\r", "y  \r"),
    ]) {
      assert.deepEqual(
        outputs(damaged).toString().replaceAll("\r", ""),
        whole.toString().replaceAll("\r", ""),
        damaged,
      );
    }
    const { output: fromPowerShell } = framedByPowerShell([
      "one\r\n",
      `two\r\n${nonce}.why.CommandNotFoundException\r\n`,
    ]);
    assert.deepEqual(outputs(fromPowerShell), ["one\r\n", "two\r\n"]);
  });

  it("is not read where a mark is missing, doubled, out of its place, or not at the end of a line", () => {
    const { output } = framedByCmd(["one\r\n", "two\r\n"]);
    const marks = output.split("\r\n").filter((line) => line.startsWith(nonce));
    for (const mark of marks) {
      assert.equal(outputs(output.replace(`${mark}\r\n`, "")), "unread", `without ${mark}`);
      assert.equal(outputs(output.replace(mark, `${mark}\r\n${mark}`)), "unread", `twice ${mark}`);
      assert.equal(outputs(output.replace(mark, `${mark}!`)), "unread", `more behind ${mark}`);
    }
    const [begin = "", first = "", second = ""] = marks;
    assert.equal(outputs([begin, second, first].join("\r\n")), "unread");
    assert.equal(outputs([first, begin, second].join("\r\n")), "unread");
    assert.equal(outputs(output.replaceAll(nonce, "nonce0123y")), "unread", "another line's marks");
    assert.equal(outputs(`${nonce}.begin\r\n${nonce}.0.\r\n${nonce}.1.0\r\n`), "unread", "no exit code");
  });

  it("tells a program's exit codes apart, negative ones too", () => {
    const succeeded = (one: string, other: string) => {
      const answer = read(`${nonce}.begin\r\n${nonce}.0${one}\r\n${nonce}.1${other}\r\n`);
      return answer.state === "read" ? answer.answers.map((each) => each.succeeded) : answer.state;
    };
    assert.deepEqual(succeeded("y", "n"), [true, false]);
    assert.deepEqual(succeeded(".0", ".9009"), [true, false]);
    assert.deepEqual(succeeded(".-1073741510", ".10"), [false, false]);
  });

  it("shows what came where it cannot be read, on both streams, and without its own marks", () => {
    assert.equal(came(""), "it printed nothing that can be read (exit code 0)");
    const errors = { exitCode: 1, errorOutput: "This program is blocked by group policy.\r\n" };
    assert.equal(
      came(`Welcome\r\n${nonce}.begin\r\n`, errors),
      'it printed "Welcome" and "This program is blocked by group policy." (exit code 1)',
    );
  });

  it("says how a profile stands in the way", () => {
    assert.match(
      came(`${nonce}.fixed\r\n`, { exitCode: 9009 }),
      /^a start-up script \(profile\).*\$LASTEXITCODE/,
    );
    const wide = Buffer.from(framedByCmd(["", ""]).output, "utf16le").toString("latin1");
    assert.match(came(wide), /prints UTF-16: a start-up script/);
  });

  it("leads a 32-bit cmd to the programs and the registry of the 64-bit Windows", async () => {
    for (const shellIs32Bit of [false, true]) {
      const windows = new SimulatedWindows({ clock: new ManualClock(), shellIs32Bit });
      const detected = detectShell(await windows.execute(shellDetectionLine));
      assert.ok("shell" in detected);
      const { line, read: readObservation } = askForObservation({ host: "vpn01" });
      const seen = readObservation(await windows.execute(line(detected.shell)));
      assert.ok(seen.read, JSON.stringify(seen));
      assert.ok(seen.observation.machine.machineGuid !== undefined);
      if (!shellIs32Bit) continue;
      const other = askForObservation({ host: "vpn01" });
      assert.equal(other.read(await windows.execute(other.line("cmd"))).read, false, "the 32-bit half");
    }
  });

  it("runs in cmd as it is read, whatever each command ends with", async () => {
    const windows = new SimulatedWindows({ clock: new ManualClock() });
    const codes = async (exitCode: number) => {
      windows.faults.add({
        when: /reg delete/,
        effect: { kind: "program", name: "reg", result: { exitCode } },
      });
      const { line, takeApart } = frame([deleteValue(key, settingName), deleteValue(key, settingName)]);
      const delivered = await windows.deliver(line("cmd"));
      const answer = delivered.kind === "answered" ? takeApart(delivered.result) : assert.fail();
      return answer.state === "read" ? answer.answers.map((each) => each.succeeded) : answer.state;
    };
    for (const exitCode of [0, 1, 9009, -1073741510]) {
      windows.faults.clear();
      assert.deepEqual(await codes(exitCode), [exitCode === 0, exitCode === 0], String(exitCode));
    }
  });
});
