import { describeExport } from "./contract/export-cases";
import { describeIdentity } from "./contract/identity-cases";
import { describeQuery } from "./contract/query-cases";
import { describeRestart } from "./contract/restart-cases";
import { scratchRoot } from "./contract/scratch-key";
import { describeServices } from "./contract/service-cases";
import { describeShell } from "./contract/shell-cases";
import { Subject } from "./contract/subject";
import { describeTransport } from "./contract/transport-cases";
import { describeWrite } from "./contract/write-cases";
import type { LabHost } from "./lab-host";
import { type SimulatedWinrmHost, startSimulatedHost } from "./simulated/simulated-host";
import { skipWithoutWine } from "./wine/tools";
import { startWineHost } from "./wine/wine-host";

/*
 * The simulated host is believed as far as it does what a host of real parts does: the same cases run on both, and no
 * case can ask which one it has. A case states only what holds on real Windows as well. What is therefore left out:
 *
 * | what                         | Windows                                   | wine 8                        | source |
 * |------------------------------|-------------------------------------------|-------------------------------|--------|
 * | stream of reg's errors       | standard error                            | standard output               | seen |
 * | reg's messages               | localised, `ERROR: …`                     | `reg: …`, English             | seen |
 * | data of a REG_QWORD          | `0x2`                                     | `(null)`                      | seen |
 * | order of a key's values      | as they were written                      | by name                       | seen |
 * | exit codes over SSH          | 32 bits (Windows' own sshd)               | 8 bits (sshd on Unix)         | openssh-portable, win32compat; seen |
 * | `%NAME%` of no variable      | stays, in a line for `cmd /c`             | empty (the line is a .bat)    | seen |
 * | exit code of unknown program | 1                                         | 49                            | seen |
 * | exit code after `A & echo x` | unverified                                | that of A                     | seen |
 * | a new key under HARDWARE     | perhaps made; unverified                  | refused                       | seen |
 * | `A && B || C`                | B or C                                    | B and C                       | seen |
 * | whoami /groups               | the groups with their SIDs                | the user name                 | seen |
 * | sc query of no service       | 1060, with a localised text               | 1, no output                  | seen |
 * | wevtutil                     | events as XML                             | exit code 0, no output        | seen |
 * | one value's name             | unverified (as asked or as stored)        | as asked for                  | seen |
 * | BootId, AutoLogonChecked     | there, with exceptions                    | not there                     | seen |
 * | REG_NONE data                | hexadecimal                               | text taken as UTF-16          | seen |
 */
const hosts: readonly {
  readonly title: string;
  readonly available?: (suite: Mocha.Context) => void;
  readonly start: () => Promise<LabHost>;
}[] = [
  { title: "simulated", start: () => startSimulatedHost({ hostSecondsPerSecond: 10 }) },
  { title: "wine", available: skipWithoutWine, start: () => startWineHost({ warningSpeed: 10 }) },
];

for (const { title, available, start } of hosts) {
  describe(`the contract of a host (${title})`, function () {
    this.timeout(60_000);
    let host: LabHost | undefined;
    let subject: Subject | undefined;

    before(async function () {
      available?.(this);
      host = await start();
      subject = new Subject(host);
    });

    after(async () => {
      await subject?.run(`reg delete "${scratchRoot}" -f`);
      await subject?.hangUp();
      await host?.stop();
    });

    const current = () => {
      if (subject === undefined) throw new Error("the host has not been started");
      return subject;
    };
    describeShell(current);
    describeIdentity(current);
    describeQuery(current);
    describeWrite(current);
    describeExport(current);
    describeServices(current);
    describeRestart(current);
    describeTransport(current);
  });
}

describe("the contract of a host, reached over WinRM", function () {
  this.timeout(60_000);
  let host: SimulatedWinrmHost | undefined;
  let subject: Subject | undefined;

  before(async () => {
    host = await startSimulatedHost({ hostSecondsPerSecond: 10, winrm: true });
    subject = new Subject(host);
  });
  after(async () => {
    await subject?.hangUp();
    await host?.stop();
  });

  const current = () => {
    if (subject === undefined) throw new Error("the host has not been started");
    return subject;
  };
  for (const scheme of ["http", "https"] as const) {
    describeTransport(current, `WinRM, ${scheme}`, () => {
      if (host === undefined) throw new Error("the host has not been started");
      return host.winrmConnections[scheme];
    });
  }
});
