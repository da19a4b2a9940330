import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeValue } from "../../../provider/windows/registry-value";
import { ManualClock } from "../../support/manual-clock";
import { SimulatedWindows, type SimulatedWindowsOptions } from "./simulated-windows";

/** One command line and what must come of it; texts left out may be anything. */
interface Case {
  readonly title: string;
  readonly machine?: Partial<Pick<SimulatedWindowsOptions, "os" | "language">> & {
    readonly refusedKey?: string;
  } & Partial<Pick<SimulatedWindows, "elevated" | "mayShutDown" | "registryToolsDisabled" | "exitCodeBits">>;
  readonly first?: readonly string[];
  readonly run: string;
  readonly exitCode: number;
  readonly output?: string;
  /** Texts that must stand somewhere in the output. */
  readonly contains?: readonly string[];
  readonly errorOutput?: string;
  /** Key, name, and the value in words. */
  readonly then?: readonly [string, string, string];
}

const folder = join(__dirname, "../../cases/simulated");

for (const file of readdirSync(folder)) {
  const cases = JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly Case[];
  describe(`simulated ${file.replace(".json", "")}`, () => {
    for (const each of cases) {
      it(each.title, async () => {
        const { refusedKey, os, language, ...settings } = each.machine ?? {};
        const windows = new SimulatedWindows({
          clock: new ManualClock(),
          ...(os === undefined ? {} : { os }),
          ...(language === undefined ? {} : { language }),
        });
        Object.assign(windows, settings);
        if (refusedKey !== undefined) windows.refuseKey(refusedKey, "readAndWrite");
        for (const line of each.first ?? []) assert.equal((await windows.execute(line)).exitCode, 0, line);
        const result = await windows.execute(each.run);
        assert.equal(result.exitCode, each.exitCode, result.errorOutput);
        if (each.output !== undefined) assert.equal(result.output, each.output);
        for (const text of each.contains ?? []) assert.ok(result.output.includes(text), result.output);
        if (each.errorOutput !== undefined) assert.equal(result.errorOutput, each.errorOutput);
        if (each.then === undefined) return;
        const [key, name, words] = each.then;
        assert.equal(describeValue(windows.registry.get(key, name)), words.replace('a"b', "a'b"));
      });
    }
  });
}
