import assert from "node:assert/strict";
import { record } from "./recorded-session";

/** A text and the lines it writes. */
const table: readonly (readonly [string, ...string[]])[] = [
  ["echo a; echo b\necho c\r\n;;\necho d", "a", "b", "c", "d"],
  ["$x = 'a'; $x", "a"],
  ["$x = p; $x", "one", "two"],
  ["if (1 -eq 1) { echo yes } else { echo no }", "yes"],
  ["if ($false) { echo yes }\nelse\n{ echo no }", "no"],
  ["if ($false) { echo yes }; echo after", "after"],
  ["if (p) { echo yes }", "yes"],
  ["foreach ($c in 'ab'.ToCharArray()) { echo \"<$c>\" }", "<a>", "<b>"],
  ["foreach ($c in (1,2)) { $c + 1 }; $c", "2", "3", "2"],
  ["foreach ($c in $nothing) { echo never }"],
  ["try { nope; echo never } catch { echo $_.FullyQualifiedErrorId }", "CommandNotFoundException"],
  ["try { echo fine } catch { echo never }", "fine"],
  ["try { & { nope }; echo never } catch { $_.Exception.Message.Length -eq 0 }", "False"],
  ["try { try { nope } catch { echo in; nope2 } } catch { echo out }", "in", "out"],
  ["& { param($a, $b) echo \"$b $a\" } 1 'x y'", "x y 1"],
  ["$block = { param($a) $a + 1 }; & $block 4", "5"],
  ["$x = 1; & { $x; $x = 2; $x }; $x", "1", "2", "1"],
  ["$x = & { 1; 2 }; $x.Length", "2"],
  ["$x = & { 1,2; 3 }; $x.Length", "3"],
  ["$x = & { echo 1 2; echo 3 }; $x.Length", "3"],
  ["& {\nparam(\n$a,\n$b)\n$b\n} 1 2", "2"],
  ["echo a; exit 3; echo never", "a"],
];

describe("PowerShell statements", () => {
  for (const [text, ...lines] of table) {
    it(`runs ${text}`, async () => {
      const { output, errors } = await record(text, { programs: { p: { output: "one\r\ntwo\r\n" } } });
      assert.equal(errors, "");
      assert.deepEqual(output.split("\r\n").slice(0, -1), lines);
    });
  }

  it("goes on after an error, in a block too", async () => {
    const { output, errors } = await record("nope1; if ($true) { nope2; echo a }; 'x'.Nope(); echo b");
    assert.equal(output, "a\r\nb\r\n");
    assert.deepEqual(errors.match(/FullyQualifiedErrorId : \w+/g)?.length, 3);
  });

  it("shows an error behind a try block, and goes on", async () => {
    const { output, errors } = await record(
      "try { echo a } catch { }; try { nope1 } catch { }; nope2; echo b",
    );
    assert.equal(output, "a\r\nb\r\n");
    assert.match(errors, /^nope2 : /);
  });

  it("stops at the first error, if told to", async () => {
    for (const text of [
      "$ErrorActionPreference = 'Stop'; nope; echo never",
      "$ErrorActionPreference = 'Stop'; if ($true) { & { 'x'.Nope() }; echo never }",
    ]) {
      const { output, errors, exitCode } = await record(text);
      assert.deepEqual([output, exitCode], ["", 1]);
      assert.match(errors, /FullyQualifiedErrorId/);
    }
    const quiet = await record("$ErrorActionPreference = 'SilentlyContinue'; nope; echo on");
    assert.deepEqual([quiet.output, quiet.errors], ["on\r\n", ""]);
  });

  it("runs nothing of a text that has a parse error at its end", async () => {
    const { output, exitCode } = await record("echo a\necho 'b");
    assert.deepEqual([output, exitCode], ["", 1]);
  });

  it("passes the bytes of a program on as they are, errors apart", async () => {
    const program = { output: "\u00c3\u00bc\n\u00e2\u0082\u00ac", errorOutput: "bad" };
    const { output, errors } = await record("p; echo x", { programs: { p: program } });
    assert.equal(output, "ü\n€x\r\n");
    assert.equal(errors, "bad");
  });
});
