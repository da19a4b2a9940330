import type { Clock } from "../../provider/clock";
import { type DynamicMethods, dynamicMethods } from "../../provider/dynamic-provider";
import type { EngineMessage } from "../../provider/engine/engine-link";
import { EngineLog } from "../../provider/engine/engine-log";
import { createProvider } from "../../provider/entry";
import type { TransportHost } from "../../provider/hosts/host";
import { withTimeouts } from "../../provider/hosts/host-pool";
import type { FaultEffect } from "../lab/simulated/faults";
import type { InProcessHost } from "../lab/simulated/in-process-host";
import { isHindrance } from "./hindrances";
import { type Event, isMishap, type Mishap } from "./life";
import type { LifeMachine } from "./machine";
import { address, type World } from "./world";

/** The run was killed: nothing it was doing will ever end. */
export class Killed extends Error {}

/** One run of the Pulumi program: its commands are counted, and what is to happen at one happens. */
export class Run {
  /** How many commands it has sent, or tried to send. */
  commands = 0;
  /** Every message to the user. */
  readonly said: EngineMessage[] = [];
  isDead = false;
  /** A machine on which an interrupt has left a restart of ours scheduled. */
  leftScheduled: LifeMachine | undefined;
  private kill: () => void = () => {};
  private readonly killed = new Promise<never>((_, reject) => {
    this.kill = () => {
      this.isDead = true;
      reject(new Killed());
    };
  });
  private isInterrupted = false;
  private readonly onInterrupt: (() => void)[] = [];

  constructor(
    readonly world: World,
    private readonly events: readonly Event[] = [],
  ) {
    this.killed.catch(() => {});
  }

  /** Whether anything happens in its middle but what a look at the host can see. */
  get isDisturbed(): boolean {
    return this.events.some((event) => isMishap(event) || !isHindrance(event));
  }

  /** A new provider process of this run. */
  provider(): Record<"setting" | "reboot", DynamicMethods> {
    const { world } = this;
    const host = this.host();
    const link = { send: async (message: EngineMessage) => void this.said.push(message), close: () => {} };
    const clock: Clock = {
      now: () => world.wallNow,
      monotonic: () => world.clock.monotonic(),
      setTimer: (milliseconds, callback) =>
        world.clock.setTimer(milliseconds, () => this.isDead || callback()),
    };
    const provider = createProvider({
      engineAddress: undefined,
      clock,
      environment: {},
      process: {
        once: (event, listener) => event === "SIGINT" && this.onInterrupt.push(listener),
        exit: () => this.kill(),
        stdout: { on: () => {} },
        stderr: { on: () => {} },
      },
      log: new EngineLog("127.0.0.1:1", clock, console, () => link),
      connect: async (_connection, timeouts) => withTimeouts(host, address, timeouts),
    });
    return { setting: dynamicMethods(provider.setting), reboot: dynamicMethods(provider.reboot) };
  }

  /** Lets time pass until the work has ended; throws Killed if the run is killed before. */
  finish<T>(work: Promise<T>): Promise<T> {
    // An engine that ends waits for no answer.
    const awaited = work.finally(() => (this.isInterrupted ? never() : undefined));
    return this.world.clock.runUntilSettled(Promise.race([awaited, this.killed]));
  }

  /** The engine's signal; it kills the process five seconds later. */
  private interrupt(machine: LifeMachine): void {
    this.isInterrupted = true;
    const { ours } = machine.requests;
    const isAlone = this.events.filter((event) => isMishap(event) || !isHindrance(event)).length === 1;
    this.killed.catch(() => {
      const isLeft = machine.windows.power.isScheduled && machine.requests.ours === ours;
      if (isAlone && ours !== undefined && isLeft) this.leftScheduled = machine;
    });
    this.world.clock.setTimer(5_000, () => this.kill());
    if (this.onInterrupt.length === 0) this.kill();
    for (const end of this.onInterrupt) end();
  }

  /** The host at the address; a connection leads to the machine that answered when it was opened, and is lost when another one does. */
  private host(): TransportHost {
    let open: { readonly machine: LifeMachine; readonly host: InProcessHost } | undefined;
    return {
      name: address,
      disconnect: async () => open?.host.disconnect(),
      run: async (commandLine, limits) => {
        if (this.isDead) return never();
        const { machine, mishap } = await this.nextCommand();
        if (mishap?.do === "interrupt") this.interrupt(machine);
        if (mishap?.do === "kill" && mishap.when === "before") {
          this.kill();
          return never();
        }
        if (open?.machine !== machine) open = { machine, host: machine.windows.asHost(address) };
        try {
          return await open.host.run(commandLine, limits);
        } finally {
          machine.windows.faults.clear();
          machine.writesLeft = Number.POSITIVE_INFINITY;
          machine.mishap = undefined;
          this.world.answered();
          if (mishap?.do === "kill") this.kill();
          if (this.isDead) await never();
        }
      },
    };
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

function never(): Promise<never> {
  return new Promise<never>(() => {});
}
