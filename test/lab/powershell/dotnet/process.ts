import type { ProgramResult } from "../../simulated/machine";
import { objectArgument } from "../arguments-of-methods";
import {
  DotnetException,
  DotnetObject,
  type DotnetType,
  method,
  procedure,
  readable,
} from "../dotnet-object";
import type { StartProcess } from "../native-program";
import { NotSimulatedError } from "../refusals";
import { MemoryStream } from "./memory-stream";
import { ProcessStartInfo } from "./process-start-info";

/** System.Diagnostics.Process: starts a program and reads its streams. A pipe that is full never holds it up here. */
export function processType(startProcess: StartProcess | undefined): DotnetType {
  return {
    name: "System.Diagnostics.Process",
    statics: {
      methods: {
        Start: method(1, ([value]) => {
          const type = "System.Diagnostics.ProcessStartInfo";
          return started(objectArgument(value, ProcessStartInfo, "Start", type), startProcess);
        }),
      },
    },
  };
}

function started(info: ProcessStartInfo, startProcess: StartProcess | undefined): DotnetObject {
  if (info.fileName === "") {
    throw new DotnetException(
      "InvalidOperationException",
      "Cannot start process because a file name has not been provided.",
    );
  }
  const redirected = (["Input", "Output", "Error"] as const).some((name) =>
    info.isOn(`RedirectStandard${name}`),
  );
  if (info.isOn("UseShellExecute")) {
    if (!redirected) throw new NotSimulatedError("start of a process through the shell");
    throw new DotnetException(
      "InvalidOperationException",
      "The Process object must have the UseShellExecute property set to false in order to redirect IO streams.",
    );
  }
  if (startProcess === undefined) throw new NotSimulatedError("start of a process");
  const running = {
    result: startProcess(info.fileName, info.argumentText, info.workingDirectory),
    exitCode: undefined as number | undefined,
  };
  const ended = running.result.then((result) => {
    running.exitCode = result.exitCode;
    return result;
  });
  // Whoever reads a stream or waits sees the failure; one that nobody looks at must not end the process here.
  ended.catch(() => {});
  return processObject(info, ended, () => running.exitCode);
}

function processObject(
  info: ProcessStartInfo,
  ended: Promise<ProgramResult>,
  exitCode: () => number | undefined,
): DotnetObject {
  const input = new DotnetObject("System.IO.StreamWriter", {
    methods: { Close: procedure(0, () => {}) },
  });
  const output = readerOf(ended.then((result) => result.output));
  const errors = readerOf(ended.then((result) => result.errorOutput));
  return new DotnetObject("System.Diagnostics.Process", {
    properties: {
      StandardInput: readable(() =>
        info.isOn("RedirectStandardInput") ? input : notRedirected("StandardIn"),
      ),
      StandardOutput: readable(() =>
        info.isOn("RedirectStandardOutput") ? output : notRedirected("StandardOut"),
      ),
      StandardError: readable(() =>
        info.isOn("RedirectStandardError") ? errors : notRedirected("StandardError"),
      ),
      ExitCode: readable(() => {
        const code = exitCode();
        if (code !== undefined) return code | 0;
        throw new DotnetException(
          "InvalidOperationException",
          "Process must exit before requested information can be determined.",
        );
      }),
    },
    methods: {
      WaitForExit: procedure(0, async () => {
        await ended;
      }),
    },
  });
}

function notRedirected(name: string): never {
  const started = name === "StandardIn" ? "" : " or the process hasn't started yet";
  throw new DotnetException("InvalidOperationException", `${name} has not been redirected${started}.`);
}

function readerOf(text: Promise<string>): DotnetObject {
  text.catch(() => {});
  const copyTo = async (target: MemoryStream): Promise<void> => target.append(await text);
  const stream = new DotnetObject("System.IO.FileStream", {
    methods: {
      CopyTo: procedure(1, async ([target]) => {
        await copyTo(objectArgument(target, MemoryStream, "CopyTo", "System.IO.Stream"));
      }),
      CopyToAsync: method(1, ([target]) => {
        const copied = copyTo(objectArgument(target, MemoryStream, "CopyToAsync", "System.IO.Stream"));
        copied.catch(() => {});
        return new DotnetObject("System.Threading.Tasks.Task", {
          methods: { Wait: procedure(0, () => copied) },
        });
      }),
    },
  });
  return new DotnetObject("System.IO.StreamReader", { properties: { BaseStream: readable(() => stream) } });
}
