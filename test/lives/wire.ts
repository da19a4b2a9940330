import type { TransportHost } from "../../provider/hosts/host";
import type { FaultEffect } from "../lab/simulated/faults";
import type { InProcessHost } from "../lab/simulated/in-process-host";
import { isHindrance } from "./hindrances";
import { type Event, isMishap, type Mishap } from "./life";
import type { LifeMachine } from "./machine";
import type { Run } from "./provider-process";
import type { World } from "./world";

/** The way of one run to one address: its commands are counted, and what is to happen at one happens. */
export class Wire {
  /** How many commands the run has sent there, or tried to send. */
  commands = 0;

  constructor(
    readonly run: Run,
    readonly world: World,
    private readonly events: readonly Event[],
  ) {}

  /** Whether anything happens in the middle of the run but what a look at the host can see. */
  get isDisturbed(): boolean {
    return this.disturbances.length > 0;
  }

  /** The host at the address; a connection leads to the machine that answered when it was opened, and is lost when another one does. */
  host(): TransportHost {
    let open: { readonly machine: LifeMachine; readonly host: InProcessHost } | undefined;
    const { run, world } = this;
    return {
      name: world.address,
      disconnect: async () => open?.host.disconnect(),
      run: async (commandLine, limits) => {
        if (run.isDead) return never();
        const { machine, mishap } = await this.nextCommand();
        if (mishap?.do === "interrupt") run.interrupt(machine, this.disturbances.length === 1);
        if (mishap?.do === "kill" && mishap.when === "before") {
          run.kill();
          return never();
        }
        if (open?.machine !== machine) open = { machine, host: machine.windows.asHost(world.address) };
        try {
          return await open.host.run(commandLine, limits);
        } finally {
          machine.windows.faults.clear();
          machine.writesLeft = Number.POSITIVE_INFINITY;
          machine.mishap = undefined;
          world.answered();
          if (mishap?.do === "kill") run.kill();
          if (run.isDead) await never();
        }
      },
    };
  }

  private get disturbances(): readonly Event[] {
    return this.events.filter((event) => isMishap(event) || !isHindrance(event));
  }

  private async nextCommand(): Promise<{ machine: LifeMachine; mishap: Mishap | undefined }> {
    const at = ++this.commands;
    const due = this.events.filter((event) => event.at === at);
    for (const event of due) if (!isMishap(event)) await this.world.do(event);
    const { machine } = this.world;
    const mishap = due.find(isMishap);
    machine.mishap = mishap;
    if (mishap !== undefined) machine.windows.faults.add(...effectsOf(mishap).map(asFault));
    if (mishap !== undefined && "afterWrites" in mishap)
      machine.writesLeft = mishap.afterWrites ?? machine.writesLeft;
    return { machine, mishap };
  }
}

function asFault(effect: FaultEffect) {
  return { when: /./, effect };
}

function effectsOf(mishap: Mishap): FaultEffect[] {
  switch (mishap.do) {
    case "cut":
      return [{ kind: "cut", when: mishap.afterWrites === undefined ? mishap.when : "during" }];
    case "silence":
      return [{ kind: "silence", run: mishap.run }];
    case "delay":
      return [{ kind: "delay", seconds: mishap.seconds }];
    case "crash":
      return [{ kind: "crash" }];
    case "empty answer":
      return [{ kind: "reply", result: { exitCode: 0 }, run: mishap.run }];
    case "program fails":
      return [{ kind: "program", name: mishap.name, result: { exitCode: mishap.exitCode } }];
    case "interrupt":
      return [];
    case "kill":
      return mishap.afterWrites === undefined ? [] : [{ kind: "cut", when: "during" }];
  }
}

/** What a run waits for that is dead. */
export function never(): Promise<never> {
  return new Promise<never>(() => {});
}
