import type { CommandLine, CommandResult, Host, RunLimits } from "../../../provider/hosts/host";
import type { InProcessHost } from "../../lab/simulated/in-process-host";
import type { SimulatedWindows } from "../../lab/simulated/simulated-windows";

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
