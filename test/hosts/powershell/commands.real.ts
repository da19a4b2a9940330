import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import { openHost } from "../../support/open-host";
import { newFolder } from "../../support/run-folder";
import { describeHost, writesEveryByte } from "./host-cases";
import { executableFile, quoted } from "./profile-executable";
import {
  describeSkipped,
  mayShowWrongPassword,
  realComputer,
  realCredential,
  realPowerShells,
} from "./real-powershell";
import { describeWrongPassword } from "./wrong-password-case";

for (const { name, path, whyNot, whyNoCommands, underWine } of realPowerShells) {
  if (whyNot !== undefined) continue;
  if (whyNoCommands !== undefined) {
    describeSkipped(`${name}, commands`, whyNoCommands);
    continue;
  }
  describeHost(
    `${name}, this machine`,
    async () => ({ transport: "powershell", executable: path }),
    underWine ? writesEveryByte : undefined,
  );
  if (underWine) {
    describeComplaint(name, path);
    continue;
  }
  if (realComputer === "") {
    describeSkipped(`${name}, remoting`, "no --computer was named");
    continue;
  }
  const ownLogon = { transport: "powershell", host: realComputer, executable: path } as const;
  describeHost(`${name}, remoting`, async () => ownLogon);
  if (realCredential === undefined) {
    describeSkipped(`${name}, remoting with a credential`, "no --user was named");
    continue;
  }
  const withCredential = { ...ownLogon, ...realCredential };
  describeHost(`${name}, remoting with a credential`, async () => withCredential);
  if (mayShowWrongPassword) describeWrongPassword(name, () => withCredential);
  else describeSkipped(`${name}, a wrong password`, "--wrong-password was not given");
}

function describeComplaint(name: string, path: string): void {
  describe(`${name} that complains on its error stream as it starts`, function () {
    this.timeout(180_000);
    it("is taken for what it says, not for its complaint", async () => {
      const complaint = "[Console]::Error.WriteLine('#< CLIXML'); ";
      const executable = executableFile(join(newFolder("complaint"), "pwsh"), [
        `while IFS= read -r line; do case "$line" in *'$ipsecRun ='*) printf %s "${complaint}";; esac; printf '%s\\n' "$line"; done | ${quoted(path)} "$@"`,
      ]);
      const host = openHost(
        { transport: "powershell", executable },
        {
          clock: systemClock,
          timeouts: defaultTimeouts,
          readSecret: (_property, source) => String(source),
        },
      );
      try {
        assert.equal((await host.run("echo a")).output, "a\r\n");
      } finally {
        await host.disconnect();
      }
    });
  });
}
