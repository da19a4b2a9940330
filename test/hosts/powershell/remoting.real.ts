import assert from "node:assert/strict";
import { systemClock } from "../../../provider/clock";
import { HostPool } from "../../../provider/hosts/host-pool";
import { connectionOf } from "../../../provider/hosts/same-connection";
import { createReboot } from "../../../provider/resources/reboot/create-and-update";
import { createSetting } from "../../../provider/resources/setting/create-and-update";
import { deleteSetting } from "../../../provider/resources/setting/delete";
import { readSetting } from "../../../provider/resources/setting/read";
import { openHost } from "../../support/open-host";
import { describeHost, writesEveryByte } from "./host-cases";
import { contextOn } from "./life-context";
import { describeSkipped, realPowerShell } from "./real-powershell";
import { type RealRemoteHost, startRealRemoteHost } from "./real-remote-host";
import { describeWrongPassword } from "./wrong-password-case";

const [near, far] = [realPowerShell("unix"), realPowerShell("windows")];
const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";
const timeouts = { connectSeconds: 60, commandSeconds: 60 };
const readSecret = (_property: string, source: unknown) => String(source);

if (near === undefined || far === undefined || !far.underWine) {
  describeSkipped("real PowerShell remoting", "it needs both builds, and Linux");
} else {
  describe("real PowerShell remoting to the Windows build", function () {
    this.timeout(300_000);
    let remote: RealRemoteHost;
    before(async () => {
      remote = await startRealRemoteHost(near.path, far.path);
    });
    after(() => remote?.stop());

    describeHost("PSRP over SSH", async () => remote.connection, writesEveryByte);
    describeWrongPassword("PSRP over SSH", () => remote.connection);

    describe("whose session configuration restricts it", () => {
      afterEach(() => remote.configure());

      const restricted = /PowerShell there runs in a restricted language mode/;
      for (const [settings, says] of [
        [
          "SessionType = 'Default'; LanguageMode = 'ConstrainedLanguage'",
          /PowerShell on that computer runs in Constrained Language Mode/,
        ],
        ["SessionType = 'Default'; LanguageMode = 'RestrictedLanguage'", restricted],
        ["SessionType = 'Default'; LanguageMode = 'NoLanguage'", restricted],
        ["SessionType = 'RestrictedRemoteServer'", restricted],
        ["SessionType = 'Empty'", restricted],
      ] as const) {
        it(`is told as restricted before any command is sent: ${settings}`, async () => {
          remote.configure(settings);
          const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
          try {
            await assert.rejects(host.run("reg add HKCU\\Restricted /f"), {
              code: "UNSUPPORTED_SHELL",
              message: says,
            });
            assert.doesNotMatch(await remote.reg("query", "HKCU"), /Restricted/);
          } finally {
            await host.disconnect();
          }
        });
      }

      it("is used where it offers few commands, but the full language", async () => {
        remote.configure("SessionType = 'RestrictedRemoteServer'; LanguageMode = 'FullLanguage'");
        const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
        try {
          assert.equal((await host.run("echo a")).output, "a\r\n");
        } finally {
          await host.disconnect();
        }
      });
    });

    it("carries a life of the setting: create, a restart and its proof, refresh, destroy", async () => {
      await remote.reg("add", key, "/v", name, "/t", "REG_DWORD", "/d", "1", "/f");
      const pool = new HostPool(systemClock, readSecret);
      // Each resource in a run of its own: a run that wrote a setting leaves it alone when it deletes.
      const context = () => contextOn(pool);
      try {
        const inputs = { connection: remote.connection, behindNat: "both", timeouts } as const;
        const created = await createSetting(context(), inputs);
        assert.match(await remote.reg("query", key, "/v", name), /REG_DWORD\s+0x2/);
        assert.equal(created.outs.status, "rebootPending");
        const { registryPath, applied, previous, valueAtBoot, machine, bootEvidence, changeId } =
          created.outs;
        const setting = { registryPath, applied, previous, valueAtBoot, machine, bootEvidence };
        const reboot = await createReboot(context(), {
          connection: remote.connection,
          timeouts,
          triggers: { change: changeId },
          setting: { id: created.id, ...setting },
          warningSeconds: 5,
          timeoutSeconds: 200,
        });
        assert.equal(reboot.outs.status, "active", reboot.outs.statusReason);
        assert.equal(remote.boots, 1);
        const seen = await readSetting(context(), created.id, created.outs);
        assert.equal(seen.props.status, "active", seen.props.statusReason);
        await deleteSetting(context(), created.id, seen.props);
        assert.match(await remote.reg("query", key, "/v", name), /REG_DWORD\s+0x1/);
      } finally {
        await pool.closeAll();
      }
    });

    it("loses a session during a command: the command may have run, and the next one runs in a new session", async () => {
      const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
      try {
        assert.equal((await host.run("echo before")).output, "before\r\n");
        const before = remote.sessions;
        const during = assert.rejects(host.run("C:\\lab\\gen.exe sleep 30"), {
          code: "UNREACHABLE",
          commandMayHaveRun: true,
        });
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await remote.dropSessions();
        await during;
        assert.equal((await host.run("echo after")).output, "after\r\n");
        assert.equal(remote.sessions, before + 1);
      } finally {
        await host.disconnect();
      }
    });

    it("loses a session between two commands: the second runs once, in a new session", async () => {
      const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
      try {
        await remote.reg("delete", "HKCU\\Counted", "/f");
        assert.equal((await host.run("echo before")).output, "before\r\n");
        await remote.dropSessions();
        const before = remote.sessions;
        assert.equal((await host.run("reg add HKCU\\Counted\\A /f")).exitCode, 0);
        assert.match(await remote.reg("query", "HKCU\\Counted"), /Counted/);
        assert.equal((await host.run("echo after")).output, "after\r\n");
        assert.equal(remote.sessions, before + 1);
      } finally {
        await host.disconnect();
      }
    });

    it("sends a command that is tied to a session that has ended nowhere", async () => {
      const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
      try {
        const first = await host.run("echo before");
        await remote.dropSessions();
        await assert.rejects(host.run("reg add HKCU\\Tied /f", { onlyOver: connectionOf(first) }), {
          code: "UNREACHABLE",
          commandMayHaveRun: false,
        });
        assert.doesNotMatch(await remote.reg("query", "HKCU"), /Tied/);
      } finally {
        await host.disconnect();
      }
    });

    it("ends a command in time, with all that it had started, and the session stays usable", async () => {
      const host = openHost(remote.connection, { clock: systemClock, timeouts, readSecret });
      try {
        await host.run("echo before");
        const before = remote.sessions;
        const late = host.run("C:\\lab\\gen.exe sleep 5 & reg add HKCU\\Late /f", { timeoutSeconds: 2 });
        await assert.rejects(
          late,
          /no response within 2 s; the command was ended, with all that it had started/,
        );
        await new Promise((resolve) => setTimeout(resolve, 6_000));
        assert.doesNotMatch(await remote.reg("query", "HKCU"), /Late/);
        assert.equal((await host.run("echo after")).output, "after\r\n");
        assert.equal(remote.sessions, before + 1, "a session that failed once is not trusted");
      } finally {
        await host.disconnect();
      }
    });
  });
}
