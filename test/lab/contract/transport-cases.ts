import assert from "node:assert/strict";
import type { Connection } from "../../../provider/hosts/connect";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { Host } from "../../../provider/hosts/host";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";
import type { SubjectOf } from "./subject";
import { accepted, hardware, policyAgent } from "./words";

/** The provider's own way to a host gives what an independent one gives, through a restart too. */
export function describeTransport(
  subject: SubjectOf,
  over = "SSH",
  connection: () => Connection = () => subject().connection,
): void {
  describe(`the provider's transport over ${over}`, () => {
    let host: Host;
    before(() => {
      host = openHost(connection(), {
        clock: stillClock,
        timeouts: defaultTimeouts,
        readSecret: (property, source) => {
          assert.equal(typeof source, "string", `${property} is not given as text`);
          return String(source);
        },
      });
    });
    after(() => host.disconnect());

    it("finds cmd", async () => {
      const { output } = accepted(await host.run((shell) => `echo ${shell}`));
      assert.equal(output, "cmd\r\n");
    });

    for (const line of [
      `reg query "${policyAgent}"`,
      `reg query "${policyAgent}" -v NoSuchValue`,
      `reg query "${hardware}" -v Identifier & reg query "${policyAgent}" -v Start`,
      'shutdown -r -t 300 -d p:999:999 -c "a & b"',
    ]) {
      it(`gives the same for ${line}`, async () => {
        assert.deepEqual(await host.run(line), await subject().run(line));
      });
    }

    it("runs commands that were asked for at once one after another", async () => {
      const words = ["one", "two", "three"];
      const results = await Promise.all(words.map((word) => host.run(`echo ${word}`)));
      assert.deepEqual(
        results.map(({ output }) => output.trim()),
        words,
      );
    });

    it("connects again after a restart", async () => {
      accepted(await host.run("echo before"));
      await subject().restart();
      accepted(await host.run("echo after"));
    });
  });
}
