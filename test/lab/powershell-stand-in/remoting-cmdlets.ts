import type { Cmdlet, CmdletCall } from "../powershell/cmdlet";
import { toInt32, toText } from "../powershell/conversions";
import { Credential } from "../powershell/dotnet/credential";
import { DotnetObject } from "../powershell/dotnet-object";
import { NotSimulatedError } from "../powershell/refusals";
import { failure, type RuntimeError } from "../powershell/runtime-error";
import { isList, ScriptBlock, type Value } from "../powershell/values";
import type { ProgramResult } from "../simulated/machine";
import type { FromWorld, ReportedFailure } from "./messages";
import { RemoteRunspace } from "./remote-runspace";
import type { WorldLink } from "./world-link";

/** A PSSession. */
class SessionObject extends DotnetObject {
  constructor(
    readonly number: number,
    readonly runspace: RemoteRunspace,
  ) {
    super("System.Management.Automation.Runspaces.PSSession", {});
  }
}

/** The cmdlets of PowerShell remoting, as far as they are used, over the computers of the world. */
export function remotingCmdlets(world: WorldLink): Cmdlet[] {
  return [newSessionOption, newSession(world), invokeCommand, removeSession(world)];
}

/** A PSSessionOption, as far as it changes anything here. */
class SessionOption extends DotnetObject {
  constructor(readonly idleMilliseconds: number | undefined) {
    super("System.Management.Automation.Remoting.PSSessionOption", {});
  }
}

const newSessionOption: Cmdlet = {
  name: "New-PSSessionOption",
  className: "Microsoft.PowerShell.Commands.NewPSSessionOptionCommand",
  parameters: [
    ...["OpenTimeout", "OperationTimeout", "CancelTimeout", "IdleTimeout", "MaxConnectionRetryCount"].map(
      (name) => ({ name }),
    ),
    ...["NoMachineProfile", "NoCompression"].map((name) => ({ name, isSwitch: true })),
    ...["SkipCACheck", "SkipCNCheck", "SkipRevocationCheck", "NoEncryption"].map((name) => ({
      name,
      isRefused: true,
    })),
  ],
  run: ({ bound, write }) => {
    for (const [name, value] of bound) if (typeof value !== "boolean") positive(name, value);
    const idle = bound.get("IdleTimeout");
    write(new SessionOption(idle === undefined ? undefined : atLeastOneMinute(toInt32(idle))));
  },
};

function newSession(world: WorldLink): Cmdlet {
  const className = "Microsoft.PowerShell.Commands.NewPSSessionCommand";
  return {
    name: "New-PSSession",
    aliases: ["nsn"],
    className,
    parameters: [
      { name: "ComputerName", aliases: ["Cn"], position: 0 },
      ...["Port", "Credential", "SessionOption"].map((name) => ({ name })),
      { name: "UseSSL", isSwitch: true },
      ...["Authentication", "ConfigurationName", "Name", "VMName", "HostName"].map((name) => ({
        name,
        isRefused: true,
      })),
    ],
    run: async ({ bound, write, writeError }) => {
      const computer = oneText(bound, "ComputerName");
      const credential = bound.get("Credential");
      if (credential !== undefined && !(credential instanceof Credential)) {
        throw new NotSimulatedError("question for a credential");
      }
      const useTls = bound.get("UseSSL") === true;
      const option = bound.get("SessionOption");
      const answer = await world.ask({
        kind: "open",
        computer,
        port: bound.has("Port") ? toInt32(bound.get("Port") ?? null) : useTls ? 5986 : 5985,
        useTls,
        credential:
          credential === undefined
            ? undefined
            : { user: credential.userName, password: credential.password.plainText },
        idleMilliseconds: option instanceof SessionOption ? option.idleMilliseconds : undefined,
      });
      if (answer.kind === "failed") return writeError(reported(answer, "New-PSSession"));
      if (answer.kind !== "opened") throw new Error(`the world answered ${answer.kind}`);
      const { session, restricted } = answer;
      const runLine = async (line: string): Promise<ProgramResult> =>
        programResult(await world.ask({ kind: "run", session, line }));
      write(new SessionObject(session, new RemoteRunspace(runLine, restricted)));
    },
  };
}

const invokeCommand: Cmdlet = {
  name: "Invoke-Command",
  aliases: ["icm"],
  className: "Microsoft.PowerShell.Commands.InvokeCommandCommand",
  parameters: [
    { name: "Session", position: 0 },
    { name: "ScriptBlock", aliases: ["Command"], position: 1 },
    { name: "ArgumentList", aliases: ["Args"] },
    ...["ComputerName", "FilePath", "AsJob", "InputObject", "HideComputerName"].map((name) => ({
      name,
      isRefused: true,
    })),
  ],
  run: async ({ bound, write }) => {
    const session = sessionIn(bound);
    const block = bound.get("ScriptBlock");
    if (!(block instanceof ScriptBlock)) throw new NotSimulatedError("call without a script block");
    const given = bound.get("ArgumentList") ?? null;
    const values = await session.runspace.call(block, given === null ? [] : isList(given) ? given : [given]);
    for (const value of values) write(value);
  },
};

function removeSession(world: WorldLink): Cmdlet {
  return {
    name: "Remove-PSSession",
    aliases: ["rsn"],
    className: "Microsoft.PowerShell.Commands.RemovePSSessionCommand",
    parameters: [{ name: "Session", position: 0 }],
    run: async ({ bound }) => {
      const { number } = sessionIn(bound);
      await world.ask({ kind: "close", session: number });
    },
  };
}

/** The world's failures as PowerShell's errors; a caller inside a block gets them as the block's own. */
function programResult(answer: FromWorld): ProgramResult {
  if (answer.kind === "failed") throw reported(answer, "Invoke-Command");
  if (answer.kind !== "ran") throw new Error(`the world answered ${answer.kind}`);
  const { exitCode, output, errorOutput } = answer;
  return { exitCode, output, errorOutput };
}

function reported({ errorId, message }: ReportedFailure, activity: string): RuntimeError {
  return failure(errorId, message, {
    category: "OpenError",
    reason: "PSRemotingTransportException",
    activity,
  });
}

function sessionIn(bound: CmdletCall["bound"]): SessionObject {
  const session = bound.get("Session") ?? null;
  if (session instanceof SessionObject) return session;
  throw failure(
    session === null ? "ParameterArgumentValidationErrorNullNotAllowed" : "CannotConvertArgumentNoMessage",
    `Cannot bind argument to parameter 'Session' because it is ${session === null ? "null" : "no session"}.`,
    { category: "InvalidData", reason: "ParameterBindingException" },
  );
}

/** The parameter takes a list of names; more than one is not used here. */
function oneText(bound: CmdletCall["bound"], name: string): string {
  const value: Value = bound.get(name) ?? null;
  if (value === null || isList(value)) throw new NotSimulatedError(`${name} that is not one text`);
  return toText(value);
}

/** The service refuses a shorter one. */
function atLeastOneMinute(milliseconds: number): number {
  if (milliseconds >= 60_000) return milliseconds;
  throw new NotSimulatedError("session with an idle time-out below a minute");
}

function positive(name: string, value: Value): void {
  if (toInt32(value) >= 0) return;
  throw failure("ParameterArgumentValidationError", `Cannot validate argument on parameter '${name}'.`, {
    category: "InvalidData",
    reason: "ParameterBindingValidationException",
  });
}
