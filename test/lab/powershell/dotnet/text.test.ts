import assert from "node:assert/strict";
import fc from "fast-check";
import { checkAsyncProperty } from "../../../support/property";
import { anyCharacter } from "../../../support/wild-values";
import { record } from "../recorded-session";
import { Session } from "../session";

describe("text in and out of the simulated PowerShell", () => {
  it("goes through Base64 and UTF-8 and back", async () => {
    await checkAsyncProperty(
      fc.asyncProperty(fc.string({ unit: anyCharacter }), async (text) => {
        const base64 = Buffer.from(text, "utf8").toString("base64");
        let output = "";
        const options = { edition: "5.1", errorOutput: assert.fail } as const;
        const session = new Session({
          ...options,
          output: (bytes) => {
            output += bytes;
          },
        });
        const bytes = `[Convert]::FromBase64String('${base64}')`;
        await session.run(`$t = [Text.Encoding]::UTF8.GetString(${bytes}); [Console]::Out.Write($t)`);
        assert.equal(Buffer.from(output, "latin1").toString("utf8"), text);
        output = "";
        await session.run("[System.Convert]::ToBase64String([System.Text.Encoding]::utf8.GetBytes($t))");
        assert.equal(output, `${base64}\r\n`);
      }),
    );
  });

  it("keeps a byte order mark, and ignores blanks in Base64", async () => {
    const { output } = await record(
      "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('77u/ YQ=='))",
    );
    assert.equal(output, "\ufeffa\r\n");
  });

  for (const base64 of ["a", "abc", "?", "a===", "YQ==YQ==", "a=bc"]) {
    it(`is no Base64: ${base64}`, async () => {
      const text = `try { [Convert]::FromBase64String('${base64}') } catch { $_.FullyQualifiedErrorId }`;
      assert.equal((await record(text)).output, "FormatException\r\n");
    });
  }

  it("is written to both streams, in any case of the names", async () => {
    const { output, errors } = await record(
      "[Console]::Out.Write('a'); [console]::out.writeline(1 + 1); [System.Console]::Error.WriteLine('e'); " +
        "[Console]::Out.WriteLine(); [Console]::Error.Write($true)",
    );
    assert.deepEqual([output, errors], ["a2\r\n\r\n", "e\r\nTrue"]);
  });

  it("is read line by line up to the end", async () => {
    const lines = ["one", "", "two"];
    const readLine = async () => lines.shift() ?? null;
    const text = 'foreach ($n in 1,2,3,4) { $line = [Console]::In.ReadLine(); "<$line>"; $line -eq $null }';
    const { output } = await record(text, { readLine });
    assert.equal(output, "<one>\r\nFalse\r\n<>\r\nFalse\r\n<two>\r\nFalse\r\n<>\r\nTrue\r\n");
    assert.equal((await record("[Console]::In.ReadLine() -eq $null")).output, "True\r\n");
  });
});
