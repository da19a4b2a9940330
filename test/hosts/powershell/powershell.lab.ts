import { systemClock } from "../../../provider/clock";
import type { EditionName } from "../../lab/powershell/edition";
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
  ({ port } = await world.addComputer({ windows, user: "EXAMPLE\\svc", password: "pa'ss \u00e4\"$(calc)" }));
});
after(() => world?.stop());

// It is started by a POSIX shell.
const standIns: readonly EditionName[] = process.platform === "win32" ? [] : ["5.1", "7.2", "7.4"];
if (standIns.length === 0) describeSkipped("the stand-in for PowerShell", "it is started by a POSIX shell");

for (const edition of standIns) {
  describeProcess(`stand-in for ${edition}`, () => world.executable(edition));
  describeHost(`stand-in for ${edition}, this machine`, async () => ({
    transport: "powershell",
    executable: world.executable(edition),
  }));
  describeHost(`stand-in for ${edition}, remoting`, async () => ({
    transport: "powershell",
    host: "127.0.0.1",
    port,
    user: "EXAMPLE\\svc",
    password: "pa'ss \u00e4\"$(calc)",
    executable: world.executable(edition),
  }));
  describeWrongPassword(`stand-in for ${edition}`, () => ({
    ...{ transport: "powershell", host: "127.0.0.1", port, user: "EXAMPLE\\svc" },
    executable: world.executable(edition),
  }));
}
