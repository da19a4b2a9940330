import { describeValue } from "../../provider/windows/registry-value";
import { type HindranceDeed, refusableKeys } from "./hindrances";
import { type At, type Deed, type Event, isPulumiStep, type Life, type Mishap, type Step } from "./life";

/** A life in words, one line a step. */
export function inWords({ traits, program, steps, hosts, parallel }: Life): string {
  const { startValue, bootId, bootEvents, power, kind, startsAt } = traits;
  const host = [
    `value ${describeValue(startValue)}`,
    `BootId ${JSON.stringify(bootId)}`,
    `boot events ${bootEvents ? "logged" : "not logged"}`,
    `power ${JSON.stringify(power)}`,
    ...(kind === undefined ? [] : [`of kind ${kind}`]),
    ...(startsAt === undefined ? [] : [`from ${new Date(startsAt).toISOString()} on`]),
  ];
  const many =
    hosts === undefined ? "a host" : `${hosts} hosts, of which ${parallel ?? 8} are worked on at once, each`;
  const lines = [`${many} with ${host.join(", ")}`, `a program with ${JSON.stringify(program)}`];
  return [...lines, ...steps.map(stepInWords)]
    .map((line, at) => `${at - 1}. ${line}`.replace(/^-?0?\. |^-1\. /, "   "))
    .join("\n");
}

/** A life as a literal that a kept case can hold. */
export function asLiteral(life: Life): string {
  return JSON.stringify(life);
}

/** One step in words. */
export function stepInWords(step: Step): string {
  if (step.do === "edit") return `the program is edited: ${JSON.stringify(step.to)}`;
  if (!isPulumiStep(step)) return `${where(step)}${deedInWords(step)}`;
  const events = (step.events ?? []).map(
    (event) => `\n      ${where(event)}at command ${event.at}: ${eventInWords(event)}`,
  );
  return `pulumi ${step.do}${step.stack === undefined ? "" : " of another stack"}${events.join("")}`;
}

function where({ on }: At): string {
  return on === undefined ? "" : `host ${on}: `;
}

function eventInWords(event: Event): string {
  switch (event.do) {
    case "cut":
      return `the link is lost ${whenInWords(event)}`;
    case "kill":
      return `the run is killed ${whenInWords(event)}`;
    case "silence":
      return `no answer ever comes${event.run ? ", though it runs" : ""}`;
    case "delay":
      return `the answer takes ${event.seconds} s`;
    case "crash":
      return "the host loses power";
    case "interrupt":
      return "the run is interrupted";
    case "program fails":
      return `${event.name}.exe ends with ${event.exitCode} and does nothing`;
    case "empty answer":
      return `an empty answer with exit code 0${event.run ? ", though it runs" : ""}`;
    default:
      return deedInWords(event);
  }
}

function whenInWords({ when, afterWrites }: Extract<Mishap, { do: "cut" | "kill" }>): string {
  if (afterWrites !== undefined) return `after ${afterWrites} of its registry writes`;
  return when === "before" ? "before it arrives" : when === "during" ? "after it ran" : "after its answer";
}

function deedInWords(deed: Deed): string {
  switch (deed.do) {
    case "set":
      return `another hand makes the value ${describeValue(deed.value)}`;
    case "spoil the marker":
      return `another hand makes the marker ${deed.how}`;
    case "restart by hand":
      return "a person restarts the host";
    case "restart with numbers from 1":
      return "a repair restarts the host; BootId and the event log count from 1";
    case "power cut":
      return "the host loses power and starts again";
    case "fast startup":
      return "a person shuts down and powers on, under Fast Startup";
    case "shutdown -a":
      return "a person calls any scheduled shutdown off";
    case "clear the event log":
      return "somebody clears the event log";
    case "bootId":
      return `BootId is ${JSON.stringify(deed.behaves)} from now on`;
    case "refuse the marker":
      return deed.refused ? "the host refuses the marker from now on" : "the host takes the marker again";
    case "at each start":
      return deed.set === "nothing"
        ? "nothing sets the value at each start any more"
        : `something makes the value ${describeValue(deed.set)} at each start`;
    case "take a checkpoint":
      return "somebody takes a checkpoint of the virtual machine";
    case "revert to the checkpoint":
      return "somebody reverts the virtual machine to its checkpoint";
    case "logons":
      return deed.are === "refused"
        ? "the host refuses every logon from now on"
        : "the host accepts logons again";
    case "address moves":
      return `the machine "${deed.to}" answers at the address`;
    case "clock step":
      return `the clock of the machine that runs Pulumi goes ${deed.seconds} s`;
    case "wait":
      return `${deed.seconds} s pass`;
    case "power":
      return deed.returns
        ? "it returns from restarts, and is switched on if it is dark"
        : "it stays dark after a restart from now on";
    case "schedule a restart":
      return `a person schedules a restart in ${deed.seconds} s`;
    default:
      return hindranceInWords(deed);
  }
}

function hindranceInWords(deed: HindranceDeed): string {
  switch (deed.do) {
    case "log on":
      return `${deed.user} logs on`;
    case "disconnect":
      return "everybody leaves without logging off";
    case "log off":
      return "everybody logs off";
    case "quser":
      return deed.isThere ? "there is a quser.exe" : "there is no quser.exe";
    case "role":
      return `${deed.isThere ? "it becomes" : "it is no longer"} what ${deed.of} stands for`;
    case "refuse a key":
      return `the account may ${deed.refused ? "not " : ""}read ${refusableKeys[deed.key]}`;
    case "install":
      return deed.when === "now"
        ? `Windows installs something for ${deed.seconds} s`
        : `Windows installs something for ${deed.seconds} s after each start`;
    case "service":
      return `the service that programs wait for is ${deed.is}`;
  }
}
