import { describeHost } from "./host-cases";
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
  describeHost(`${name}, this machine`, async () => ({ transport: "powershell", executable: path }));
  if (underWine) continue;
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
