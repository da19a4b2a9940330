import { systemClock } from "../../../provider/clock";
import { PowerShellWorld } from "../../lab/powershell-stand-in/world";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { describeHost } from "./host-cases";
import { describeProcess } from "./process-cases";
import { describeSkipped } from "./real-powershell";
import { describeWrongPassword } from "./wrong-password-case";

let world: PowerShellWorld;
let port = 0;
before(async () => {
  const windows = new SimulatedWindows({ clock: systemClock });
  world = await PowerShellWorld.start(windows);
  ({ port } = await world.addComputer({ windows, ...account }));
});
after(() => world?.stop());

const account = { user: "EXAMPLE\\svc", password: "pa'ss \u00e4\"$(calc)" };

if (process.platform === "win32") {
  describeSkipped("the stand-in for PowerShell", "it is started by a POSIX shell");
} else {
  const executable = () => world.executable();
  const remote = () =>
    ({ transport: "powershell", host: "127.0.0.1", port, executable: executable() }) as const;
  describeProcess("stand-in", executable);
  describeHost("stand-in, this machine", async () => ({ transport: "powershell", executable: executable() }));
  describeHost("stand-in, remoting", async () => ({ ...remote(), ...account }));
  describeWrongPassword("stand-in", () => ({ ...remote(), user: account.user }));
}
