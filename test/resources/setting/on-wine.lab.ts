import assert from "node:assert/strict";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { NatTraversalError } from "../../../provider/errors";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { markerKey, markerName } from "../../../provider/nat-traversal/marker";
import type { SettingInputs } from "../../../provider/nat-traversal/setting-state";
import { type LifecycleContext, newRunRecord } from "../../../provider/resources/context";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { observe } from "../../../provider/resources/setting/observe";
import { ask } from "../../../provider/windows/fact";
import { requestRestart } from "../../../provider/windows/shutdown";
import { skipWithoutWine } from "../../lab/wine/tools";
import { startWineHost, type WineHost } from "../../lab/wine/wine-host";
import { openHost } from "../../support/open-host";

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

/** REG_SZ `one`, an empty line, `two`, as a .reg file spells it: UTF-16, and its end. */
const severalLines = [...Buffer.from("one\r\n\r\ntwo\0", "utf16le")]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join(",");

describe("a setting on wine's real registry, in wine's real cmd", function () {
  this.timeout(120_000);
  let lab: WineHost | undefined;
  let host: Host | undefined;
  const windows = () => lab ?? assert.fail("the host has not been started");
  const over = () => host ?? assert.fail("the host has not been opened");

  before(async function () {
    skipWithoutWine(this);
    lab = await startWineHost({ warningSpeed: 10 });
    host = openHost(lab.connection, {
      clock: systemClock,
      timeouts: defaultTimeouts,
      readSecret: (_property, source) => String(source),
    });
  });
  after(async () => {
    await host?.disconnect();
    await lab?.stop();
  });
  afterEach(() =>
    windows().byAnotherHand(`reg delete "${key}" -v ${name} -f & reg delete "${key}" -v Aaa -f`),
  );

  async function writeSeveralLines(valueName: string): Promise<void> {
    const file = join(windows().folder, "prefix", "drive_c", "note.reg");
    const lines = [
      "REGEDIT4",
      "",
      `[${key.replace("HKLM", "HKEY_LOCAL_MACHINE")}]`,
      `"${valueName}"=hex(1):${severalLines}`,
    ];
    writeFileSync(file, `\ufeff${lines.join("\r\n")}\r\n`, "utf16le");
    const { exitCode } = await windows().byAnotherHand("reg import C:\\note.reg");
    assert.equal(exitCode, 0);
  }

  const inputs = (): SettingInputs => ({ connection: windows().connection as never, behindNat: "both" });
  const context = (): LifecycleContext => ({
    urn: "urn:pulumi:dev::project::type::name",
    clock: systemClock,
    run: newRunRecord(),
    log: { progress: () => undefined, info: () => undefined, warning: () => undefined },
    newChangeId: () => "c1",
    connect: async () => over(),
  });
  const printed = async () => (await windows().byAnotherHand(`reg query "${key}" -v ${name}`)).output;

  it("keeps and restores a value that is listed behind a text with an empty line in it", async () => {
    await writeSeveralLines("Aaa");
    await windows().byAnotherHand(`reg add "${key}" -v ${name} -t REG_DWORD -d 1 -f`);
    const { output } = await windows().byAnotherHand(`reg query "${key}"`);
    assert.match(output, /Aaa {4}REG_SZ {4}one\r?\n\r?\ntwo\r?\n[\s\S]*Assume/);
    const created = await createSetting(context(), inputs());
    assert.deepEqual(created.outs.previous, { type: "REG_DWORD", data: "1" });
    assert.match(await printed(), /0x2/);
    await deleteSetting(context(), created.id, created.outs);
    assert.match(await printed(), /0x1/);
  });

  it("does not write over a text of several lines, and says that it could not be restored", async () => {
    await writeSeveralLines(name);
    const before = await windows().exportRegistry();
    await assert.rejects(createSetting(context(), inputs()), { code: "NOT_RESTORABLE" });
    assert.equal(await windows().exportRegistry(), before);
  });

  it("requests no restart, and reads nothing as absent, where reg.exe is not there", async () => {
    const program = join(windows().folder, "prefix", "drive_c", "windows", "system32", "reg.exe");
    await windows().byAnotherHand(`reg add "${key}" -v ${name} -t REG_DWORD -d 1 -f`);
    assert.ok(existsSync(program));
    renameSync(program, `${program}.away`);
    try {
      await assert.rejects(observe(over(), undefined), NatTraversalError);
      const guard = { key: markerKey, valueName: markerName };
      const answer = await ask(over(), requestRestart({ warningSeconds: 5, message: "it's (me)", guard }));
      assert.equal(answer.kind, "doubtful");
      assert.deepEqual(windows().powerRequests, []);
    } finally {
      renameSync(`${program}.away`, program);
    }
  });
});
