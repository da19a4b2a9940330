import { describeLockOut, password, type Way } from "./lock-out-cases";
import { PowerShellLab, skipWithoutStandIn } from "./powershell/powershell-lab";

let lab: PowerShellLab;

const powershell: Way = async (_name, note) => {
  const computer = await lab.addComputer({ user: "Administrator", password });
  const { openSession } = computer;
  computer.openSession = async (...request) => {
    const answer = await openSession.apply(computer, request);
    note(answer.kind === "opened" ? "took" : "refused");
    return answer;
  };
  return {
    connection: lab.remote(computer, { user: "Administrator", password }),
    refuse: (to) => {
      Object.assign(computer.options, { password: to ? "another" : password });
    },
  };
};

describe("with PowerShell remoting beside them", function () {
  this.timeout(60_000);
  before(async function () {
    skipWithoutStandIn(this);
    lab = await PowerShellLab.start();
  });
  after(() => lab?.end());

  describeLockOut("SSH, WinRM and PowerShell", { powershell });
});
