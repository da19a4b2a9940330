import assert from "node:assert/strict";
import type { Connection } from "../../../provider/hosts/connect";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";
import { assertEveryByte } from "../every-byte";

/** The line that writes each byte value, in a prefix that the tests have laid out. */
export const writesEveryByte = "C:\\lab\\gen.exe bytes";

/**
 * What holds of cmd on any Windows that is reached through PowerShell; nothing is written.
 * @param everyByteLine a line that writes each byte value on both streams, where the host has such a program
 */
export function describeHost(
  title: string,
  connection: () => Promise<Connection>,
  everyByteLine?: string,
): void {
  describe(`commands through PowerShell (${title})`, function () {
    this.timeout(180_000);
    let host: Host;
    before(async () => {
      const readSecret = (_property: string, source: unknown) => String(source);
      host = openHost(await connection(), { clock: stillClock, timeouts: defaultTimeouts, readSecret });
    });
    after(() => host?.disconnect());

    for (const [line, exitCode] of [
      ["exit 0", 0],
      ["exit 1", 1],
      ["exit 5", 5],
      ["exit 1115", 1115],
      ["exit 1190", 1190],
      ["exit -1073741510", 3221225786],
    ] as const) {
      it(`bring ${exitCode} back exactly`, async () => {
        assert.equal((await host.run(line)).exitCode, exitCode);
      });
    }

    it("bring a line of 4,000 characters back unchanged", async () => {
      const text = "0123456789abcdef".repeat(250);
      assert.equal((await host.run(`echo ${text}`)).output, `${text}\r\n`);
    });

    it("bring line ends and empty lines back unchanged", async () => {
      const { output } = await host.run("echo a&echo.&echo.&echo b&echo.");
      assert.equal(output, "a\r\n\r\n\r\nb\r\n\r\n");
    });

    it("bring bytes that are not ASCII back as they are", async () => {
      const { output } = await host.run("echo \u00e4\u00df");
      // The console's code page decides which bytes they are; that there are some, and no question marks, is ours.
      assert.match(output, /..\r\n$/);
      const characters = [...output.slice(0, -2)];
      assert.ok(
        characters.every((character) => character.charCodeAt(0) > 0x7f),
        output,
      );
    });

    if (everyByteLine !== undefined) {
      it("bring each of the 256 byte values back as it is, on both streams", () =>
        assertEveryByte(host, everyByteLine));
    }

    it("bring text that looks like an end mark, or like an answer, back unchanged", async () => {
      for (const text of ["0123456789ABCDEF", "ipsec:ran 7 YQ== YQ==", '[Console]::Out.Write("x")']) {
        assert.deepEqual(await host.run(`echo ${text}`), {
          exitCode: 0,
          output: `${text}\r\n`,
          errorOutput: "",
        });
      }
    });

    it("keep the two streams apart", async () => {
      const { output, errorOutput } = await host.run("no-such-program-here & echo out");
      assert.equal(output, "out\r\n");
      assert.notEqual(errorOutput, "");
    });

    it("run one after another", async () => {
      const words = ["one", "two", "three"];
      const results = await Promise.all(words.map((word) => host.run(`echo ${word}`)));
      assert.deepEqual(
        results.map(({ output }) => output.trim()),
        words,
      );
    });

    it("are rendered for cmd, with quotes and operators", async () => {
      const line = (shell: string) => `echo ${shell} "a & b" & echo c && exit 3`;
      assert.deepEqual(await host.run(line), {
        exitCode: 3,
        output: 'cmd "a & b" \r\nc \r\n',
        errorOutput: "",
      });
    });

    it("go on after Pulumi closed the connection", async () => {
      await host.disconnect();
      assert.equal((await host.run("echo again")).output, "again\r\n");
    });
  });
}
