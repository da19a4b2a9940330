import assert from "node:assert/strict";
import { absent, dword } from "../../../provider/windows/registry-value";
import { ManualClock } from "../../support/manual-clock";
import { hardwareDescription, SimulatedWindows, type SimulatedWindowsOptions } from "./simulated-windows";

const autoLogonChecked =
  'reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\AutoLogonChecked"';
const readBootId =
  'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters" -v BootId';
const lastStart = `wevtutil qe System "/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-General'] and (EventID=12)]]" /c:1 /rd:true /f:xml`;

describe("power of a simulated machine", () => {
  const clock = new ManualClock();
  const make = (options: Partial<SimulatedWindowsOptions> = {}) =>
    new SimulatedWindows({ clock, ...options });
  const answer = async (windows: SimulatedWindows, line: string) => (await windows.execute(line)).output;

  it("answers while the warning lasts, is dark for the boot, and settles later", async () => {
    const windows = make();
    await windows.execute("shutdown -r -t 60");
    await clock.advance(59_999);
    assert.equal(windows.power.state, "up");
    await clock.advance(1);
    assert.equal(windows.power.state, "down");
    await clock.advance(29_999);
    assert.equal(windows.boots, 0);
    await clock.advance(1);
    assert.deepEqual([windows.power.state, windows.boots], ["up", 1]);
    assert.equal((await windows.execute(autoLogonChecked)).exitCode, 1);
    await clock.advance(10_000);
    assert.equal((await windows.execute(autoLogonChecked)).exitCode, 0);
  });

  it("answers 1115 while it shuts down, and 21 before it has settled, if told", async () => {
    const windows = make({ power: { shutdownSeconds: 20 } });
    windows.notReadyWhileBooting = true;
    await windows.execute("shutdown -r -t 5");
    await clock.advance(6_000);
    assert.equal((await windows.execute("shutdown -r -t 5")).exitCode, 1115);
    assert.equal((await windows.execute("shutdown -a")).exitCode, 1115);
    await clock.advance(50_000);
    assert.equal((await windows.execute("shutdown -r -t 5")).exitCode, 21);
    await clock.advance(10_000);
    assert.equal((await windows.execute("shutdown -r -t 5")).exitCode, 0);
    assert.deepEqual(
      windows.shutdownRequests.map((request) => request.exitCode),
      [0, 1115, 1115, 21, 0],
    );
  });

  it("loses the note for this boot, keeps the setting, and only then uses it", async () => {
    const windows = make();
    windows.registry.set(hardwareDescription, "Note", { type: "REG_SZ", data: "x" });
    windows.setting = dword(2);
    assert.deepEqual(windows.valueInForce, absent);
    windows.fastStartup();
    assert.notDeepEqual(windows.registry.get(hardwareDescription, "Note"), absent);
    windows.boot();
    assert.deepEqual(windows.registry.get(hardwareDescription, "Note"), absent);
    assert.notDeepEqual(windows.registry.get(hardwareDescription, "Identifier"), absent);
    assert.deepEqual([windows.setting, windows.valueInForce, windows.boots], [dword(2), dword(2), 1]);
    assert.equal((await windows.execute(autoLogonChecked)).exitCode, 0);
  });

  it("counts its boots in BootId: or not, or late, or nowhere", async () => {
    const [counts, stuck, late, missing] = [
      make(),
      make({ bootId: "stuck" }),
      make({ bootId: { lateBySeconds: 60 } }),
      make({ bootId: "missing" }),
    ];
    for (const windows of [counts, stuck, late, missing]) windows.boot();
    assert.match(await answer(counts, readBootId), /0x1f\r/);
    assert.match(await answer(stuck, readBootId), /0x1e\r/);
    assert.match(await answer(late, readBootId), /0x1e\r/);
    assert.equal((await missing.execute(readBootId)).exitCode, 1);
    await clock.advance(60_000);
    assert.match(await answer(late, readBootId), /0x1f\r/);
  });

  it("logs each start of Windows under a record number that grows, over a clearing too", async () => {
    const windows = make();
    const record = async () => Number(/<EventRecordID>(\d+)</.exec(await answer(windows, lastStart))?.[1]);
    const first = await record();
    windows.boot();
    const second = await record();
    assert.ok(second > first);
    await windows.execute("wevtutil cl System");
    assert.equal(await answer(windows, lastStart), "");
    windows.boot();
    assert.ok((await record()) > second);
  });

  it("boots as often as it is told", async () => {
    const windows = make({ power: { furtherBootsAfterSeconds: [20, 5], bootSeconds: 30 } });
    windows.power.crash();
    await clock.advance(49_000);
    assert.deepEqual([windows.boots, windows.power.state], [1, "up"]);
    await clock.advance(2_000);
    assert.deepEqual([windows.boots, windows.power.state], [1, "down"]);
    await clock.advance(30_000 + 5_000 + 30_000);
    assert.deepEqual([windows.boots, windows.power.state, windows.power.settled], [3, "up", false]);
    await clock.advance(10_000);
    assert.equal(windows.power.settled, true);
  });

  it("stays dark after a restart, if told, and after a power-off until somebody presses the button", async () => {
    const never = make({ power: { afterRestart: "neverReturns" } });
    const off = make();
    await never.execute("shutdown -r -t 0");
    await off.execute("shutdown -s -t 0");
    await clock.advance(86_400_000);
    assert.deepEqual([never.power.state, off.power.state], ["down", "down"]);
    off.power.powerOn();
    await clock.advance(30_000);
    assert.deepEqual([off.power.state, off.boots], ["up", 1]);
  });

  it("forgets a restart that was waiting when the power is cut", async () => {
    const windows = make();
    await windows.execute("shutdown -r -t 600");
    windows.power.crash();
    await clock.advance(1_000_000);
    assert.equal(windows.boots, 1);
  });
});
