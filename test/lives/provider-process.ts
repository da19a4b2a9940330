import type { Clock } from "../../provider/clock";
import { type DynamicMethods, dynamicMethods } from "../../provider/dynamic-provider";
import type { EngineMessage } from "../../provider/engine/engine-link";
import { EngineLog } from "../../provider/engine/engine-log";
import { createProvider } from "../../provider/entry";
import { addressOf } from "../../provider/hosts/connect";
import { withTimeouts } from "../../provider/hosts/host-pool";
import type { Event } from "./life";
import type { LifeMachine } from "./machine";
import { never, Wire } from "./wire";
import type { World } from "./world";

/** The run was killed: nothing it was doing will ever end. */
export class Killed extends Error {}

/** The two kinds of resources of a provider. */
export type Methods = Record<"setting" | "reboot", DynamicMethods>;

/** One run of the Pulumi program, over one wire to each address. */
export class Run {
  /** Every message to the user. */
  readonly said: EngineMessage[] = [];
  /** Called with each of them as it comes. */
  onMessage: (message: EngineMessage) => void = () => {};
  readonly wires: readonly Wire[];
  isDead = false;
  /** A machine on which an interrupt has left a restart of ours scheduled. */
  leftScheduled: LifeMachine | undefined;
  kill: () => void = () => {};
  private readonly killed = new Promise<never>((_, reject) => {
    this.kill = () => {
      this.isDead = true;
      reject(new Killed());
    };
  });
  /** Whether a failure ends nothing else. */
  goesOn = false;
  /** Whether a failure keeps the engine from beginning anything. */
  hasFailed = false;
  private isInterrupted = false;
  private readonly onInterrupt: (() => void)[] = [];
  private free: number;
  private readonly line: (() => void)[] = [];

  /** @param parallel How many creates, updates, deletes and reads the engine has in flight. */
  constructor(
    private readonly worlds: readonly [World, ...World[]],
    events: readonly Event[] = [],
    parallel = 8,
  ) {
    this.killed.catch(() => {});
    this.free = parallel;
    const isAt = ({ on = 1 }: Event, at: number) => (on - 1) % worlds.length === at;
    this.wires = worlds.map(
      (world, at) =>
        new Wire(
          this,
          world,
          events.filter((event) => isAt(event, at)),
        ),
    );
  }

  /** Whether nothing waits for an answer any more. */
  get isOver(): boolean {
    return this.isDead || this.isInterrupted;
  }

  /** Something failed. */
  failed(): void {
    this.hasFailed ||= !this.goesOn;
  }

  /** A new provider process of this run. */
  provider(): Methods {
    const { time } = this.worlds[0];
    const hosts = new Map(this.wires.map((wire) => [wire.world.address, wire.host()]));
    const send = async (message: EngineMessage) => {
      this.said.push(message);
      this.onMessage(message);
    };
    const clock: Clock = {
      now: () => time.wallNow,
      monotonic: () => time.clock.monotonic(),
      setTimer: (milliseconds, callback) =>
        time.clock.setTimer(milliseconds, () => this.isDead || callback()),
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
      log: new EngineLog("127.0.0.1:1", clock, console, () => ({ send, close: () => {} })),
      connect: async (connection, timeouts) => {
        const { host: name } = addressOf(connection);
        const host = hosts.get(name);
        if (host === undefined) throw new Error(`nothing is at ${name}`);
        return withTimeouts(host, name, timeouts);
      },
    });
    return { setting: dynamicMethods(provider.setting), reboot: dynamicMethods(provider.reboot) };
  }

  /** Lets time pass until the work has ended; throws Killed if the run is killed before. */
  finish<T>(work: Promise<T>): Promise<T> {
    return this.worlds[0].time.clock.runUntilSettled(Promise.race([work, this.killed]));
  }

  /** One of the places that the engine gives; the answer never comes once nothing waits for it any more. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.line.push(resolve));
    try {
      return await this.answer(work());
    } finally {
      const next = this.line.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }

  /** An engine that ends waits for no answer. */
  async answer<T>(work: Promise<T>): Promise<T> {
    return work.finally(() => (this.isOver ? never() : undefined));
  }

  /** The engine's signal; it kills the process five seconds later. `isAlone`: nothing else happens to the machine. */
  interrupt(machine: LifeMachine, isAlone: boolean): void {
    this.isInterrupted = true;
    const { ours } = machine.requests;
    this.killed.catch(() => {
      const isLeft = machine.windows.power.isScheduled && machine.requests.ours === ours;
      if (isAlone && ours !== undefined && isLeft) this.leftScheduled = machine;
    });
    this.worlds[0].time.clock.setTimer(5_000, () => this.kill());
    if (this.onInterrupt.length === 0) this.kill();
    for (const end of this.onInterrupt) end();
  }
}
