import assert from "node:assert/strict";
import { readCases } from "../../support/case-files";
import { type Played, playCase, type Shell } from "./play-case";
import type { RestartCase } from "./restart-case";

describe("a restart, case by case", () => {
  for (const { name, content: given } of readCases<RestartCase>("reboot")) {
    for (const shell of ["cmd", "powershell"] as const) {
      // Before Vista there is no PowerShell of Windows' own.
      if (shell === "powershell" && given.host?.os === "xp") continue;
      it(`${name}, ${shell}: ${given.what}`, async () => check(given, shell));
    }
  }
});

async function check(given: RestartCase, shell: Shell): Promise<void> {
  const { expect } = given;
  const played = await playCase(given, shell);
  const { result, outputs, code, message, seconds, startedAt, windows, warnings } = played;
  assert.equal(result, expect.result, message);
  assert.equal(code, expect.code, message);
  for (const part of expect.says ?? []) assert.ok(message.includes(part), `"${part}" is not in: ${message}`);
  if (expect.status !== undefined) assert.equal(outputs?.status, expect.status);
  const { evidence, back, down } = outputs?.lastReboot ?? {};
  if (expect.evidence === null) assert.equal(evidence, undefined);
  else if (expect.evidence !== undefined)
    assert.ok(evidence?.includes(expect.evidence), `evidence: ${evidence}`);
  assert.deepEqual(
    windows.shutdownRequests.map(({ exitCode }) => exitCode),
    expect.requests,
  );
  assert.equal(windows.boots, expect.boots);
  assert.ok(seconds <= expect.atMostSeconds, `took ${seconds} s`);
  assert.ok(seconds >= (expect.atLeastSeconds ?? 0), `took only ${seconds} s`);
  if (expect.backAtMostSeconds !== undefined) {
    const backAfter = (Date.parse(back ?? "") - startedAt) / 1000;
    assert.ok(backAfter <= expect.backAtMostSeconds, `seen back after ${backAfter} s`);
  }
  if (expect.seenDown !== undefined) assert.equal(down !== undefined, expect.seenDown);
  const { warned } = expect;
  assert.ok(warned === undefined ? warnings === "" : warnings.includes(warned), `warnings: ${warnings}`);
  assertToldOften(played);
}

/** Nobody is left without news for longer than 10 s, and no news begins with the host, which the row beside it names. */
function assertToldOften({ told, startedAt, seconds }: Played): void {
  if (told === undefined) return;
  const times = [startedAt, ...told.progressAt, startedAt + seconds * 1_000];
  const longest = Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
  assert.ok(longest <= 11_000, `nothing was told for ${longest / 1000} s`);
  assert.ok(!told.told.some((text) => text.startsWith("vpn01")));
}
