import type { CommandLine, CommandResult, Host, RunLimits } from "../../../provider/hosts/host";
import type { InProcessHost } from "../../lab/simulated/in-process-host";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import { Scene } from "./scene";

/** An address that leads to one machine or another; what is open to one ends as it moves. */
export class MovingAddress implements Host {
  readonly name = "vpn01";
  /** Called before each command, with how many have been sent. */
  onCommand: (sent: number) => void = () => {};
  private sent = 0;
  private readonly hosts: readonly InProcessHost[];
  private at = 0;

  constructor(...machines: readonly SimulatedWindows[]) {
    this.hosts = machines.map((windows) => windows.asHost("vpn01"));
  }

  moveTo(at: number): void {
    if (at !== this.at) void this.here.disconnect();
    this.at = at;
  }

  run(commandLine: CommandLine, limits?: RunLimits): Promise<CommandResult> {
    this.onCommand(this.sent++);
    return this.here.run(commandLine, limits);
  }

  disconnect(): Promise<void> {
    return this.here.disconnect();
  }

  private get here(): InProcessHost {
    const host = this.hosts[this.at];
    if (host === undefined) throw new Error("there is no such machine");
    return host;
  }
}

/** Our machine, another one, and an address that leads to ours. */
export async function scene(marked = true) {
  const ours = new Scene({ power: { bootSeconds: 8, settleSeconds: 3 } });
  await ours.writeSetting(marked);
  const other = new SimulatedWindows({
    clock: ours.clock,
    machineGuid: "other",
    computerName: "OTHER",
    hardwareId: "{0f}",
  });
  return { ours, other, address: new MovingAddress(ours.windows, other) };
}
