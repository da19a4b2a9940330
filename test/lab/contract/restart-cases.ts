import assert from "node:assert/strict";
import type { CommandResult } from "../../../provider/hosts/host";
import type { Subject, SubjectOf } from "./subject";
import { accepted, eightBits, hardware, policyAgent, printedValues, refused } from "./words";

const setting = "AssumeUDPEncapsulationContextOnSendRule";
const marker = "AssumeUDPEncapsulationMarker";
const inFiveMinutes = 'shutdown -r -f -t 300 -d p:2:4 -c "the contract"';
const inFiveSeconds =
  'shutdown -r -f -t 5 -d p:2:4 -c "AssumeUDPEncapsulationContextOnSendRule; set by a test"';

/** `shutdown`, and what a restart leaves and takes. */
export function describeRestart(subject: SubjectOf): void {
  describe("shutdown, accepted,", () => {
    afterEach(() => subject().run("shutdown -a"));

    it("can be called off with -a before its time", async () => {
      const { boots } = subject();
      accepted(await subject().run(inFiveMinutes));
      accepted(await subject().run("shutdown -a"));
      assert.equal(subject().boots, boots);
    });

    it("refuses a second request with 1190 until -a", async () => {
      accepted(await subject().run(inFiveMinutes));
      refusedWith(1190, await subject().run(inFiveMinutes));
      accepted(await subject().run(`shutdown -a`));
      accepted(await subject().run(inFiveMinutes));
    });

    it("takes slashes, and a reason that is unplanned", async () => {
      accepted(await subject().run('shutdown /r /f /t 300 /d 2:4 /c "the contract"'));
    });

    it("goes on with the line after an accepted request, and answers while the warning lasts", async () => {
      const { output } = accepted(await subject().run(`${inFiveMinutes} & echo accepted`));
      assert.match(output, /^accepted\s*$/m);
      accepted(await subject().run(`reg query "${policyAgent}"`));
    });
  });

  describe("shutdown", () => {
    it("refuses -a with 1116 when nothing is scheduled", async () => {
      refusedWith(1116, await subject().run("shutdown -a"));
    });

    for (const reason of ["p:999:999", "p:nonsense", "2:3", "p:0:5"]) {
      it(`refuses the reason ${reason} with 87, and schedules nothing`, async () => {
        refusedWith(87, await subject().run(`shutdown -r -f -t 300 -d ${reason}`));
        refusedWith(1116, await subject().run("shutdown -a"));
      });
    }

    it("refuses more than 315,360,000 seconds and a comment of more than 512 characters", async () => {
      refusedWith(87, await subject().run("shutdown -r -f -t 315360001 -d p:2:4"));
      refusedWith(87, await subject().run(`shutdown -r -f -t 300 -d p:2:4 -c "${"x".repeat(513)}"`));
      refusedWith(1116, await subject().run("shutdown -a"));
    });

    it("schedules nothing for a switch it does not know", async () => {
      assert.notEqual((await subject().run("shutdown -r -f -t 300 -nonsense")).exitCode, 0);
      refusedWith(1116, await subject().run("shutdown -a"));
    });
  });

  describe("a restart", () => {
    it("asked for with shutdown: the host goes away and comes back, once", async () => {
      const { boots } = subject();
      const identity = await identityOf(subject());
      await write(subject());
      accepted(await subject().restartBy(inFiveSeconds));
      assert.equal(subject().boots, boots + 1);
      await assertRestarted(subject());
      assert.equal(await identityOf(subject()), identity);
      refusedWith(1116, await subject().run("shutdown -a"));
    });

    it("by another hand does the same", async () => {
      const { boots } = subject();
      await write(subject());
      await subject().restart();
      assert.equal(subject().boots, boots + 1);
      await assertRestarted(subject());
    });

    it("drops a request that was still waiting", async () => {
      accepted(await subject().run(inFiveMinutes));
      await subject().restart();
      refusedWith(1116, await subject().run("shutdown -a"));
    });

    it("cuts every connection, not only the one that asked", async () => {
      const bystander = await subject().newSession();
      const ended = bystander.ended();
      await subject().restart();
      await ended;
      await assert.rejects(bystander.run("echo still here"));
    });

    it("changes nothing else under the services and the hardware description", async () => {
      const before = await subject().exportRegistry();
      await subject().restart();
      assert.equal(await subject().exportRegistry(), before);
    });
  });
}

/** The whole code where 32 bits arrive, its low 8 bits where not; either way it stands in brackets in the text. */
function refusedWith(code: number, result: CommandResult): void {
  assert.equal(eightBits(result.exitCode), eightBits(code), `${result.exitCode} ${result.errorOutput}`);
  assert.ok(`${result.output}${result.errorOutput}`.includes(`(${code})`), result.errorOutput);
}

async function write(subject: Subject): Promise<void> {
  accepted(await subject.run(`reg add "${hardware}" -v ${marker} -t REG_SZ -d 1.contract -f`));
  accepted(await subject.run(`reg add "${policyAgent}" -v ${setting} -t REG_DWORD -d 2 -f`));
  accepted(await subject.run(`reg query "${hardware}" -v ${marker}`));
}

/** The marker is gone, the setting and the rest of the hardware description are there; then the setting is removed. */
async function assertRestarted(subject: Subject): Promise<void> {
  refused(await subject.run(`reg query "${hardware}" -v ${marker}`));
  accepted(await subject.run(`reg query "${hardware}" -v Identifier`));
  const { output } = accepted(await subject.run(`reg query "${policyAgent}" -v ${setting}`));
  assert.deepEqual(printedValues(output), [{ name: setting, type: "REG_DWORD", data: "0x2" }]);
  accepted(await subject.run(`reg delete "${policyAgent}" -v ${setting} -f`));
}

async function identityOf(subject: Subject): Promise<string> {
  const { output } = await subject.run(
    String.raw`reg query "HKLM\SOFTWARE\Microsoft\Cryptography" -v MachineGuid & reg query "HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName"`,
  );
  return output;
}
