import type { Cmdlet } from "../../lab/powershell/cmdlet";
import { Credential } from "../../lab/powershell/dotnet/credential";
import { DotnetObject } from "../../lab/powershell/dotnet-object";
import type { EditionName } from "../../lab/powershell/edition";
import { failure } from "../../lab/powershell/runtime-error";
import { Session } from "../../lab/powershell/session";
import type { OpenRequest } from "../../lab/powershell-stand-in/messages";
import type { ProgramResult } from "../../lab/simulated/machine";

/** What PowerShell made of the lines it was told. */
export interface Heard {
  readonly output: string;
  readonly errors: string;
  /** What New-PSSession was given. */
  readonly opened: readonly AskedSession[];
  /** Programs that were started, with their arguments. */
  readonly programs: readonly (readonly [file: string, argumentText: string, folder: string])[];
}

/** A session that was asked for, its options aside. */
type AskedSession = Omit<OpenRequest, "idleMilliseconds">;

/** Carries lines out in a simulated PowerShell in this process, in which remoting and programs only write down what they are given. */
export async function listen(
  edition: EditionName,
  lines: readonly string[],
  given: {
    readonly refusal?: { readonly errorId: string; readonly message: string };
    /** What every program comes to. */
    readonly result?: ProgramResult;
  } = {},
): Promise<Heard> {
  const opened: AskedSession[] = [];
  const programs: [string, string, string][] = [];
  let [output, errors] = ["", ""];
  const rest = [...lines];
  const session = new Session({
    edition,
    output: (bytes) => {
      output += bytes;
    },
    errorOutput: (bytes) => {
      errors += bytes;
    },
    readLine: async () => rest.shift() ?? null,
    startProcess: async (...started) => {
      programs.push(started);
      return given.result ?? { exitCode: 0, output: "", errorOutput: "" };
    },
    cmdlets: [
      plain(
        "New-PSSessionOption",
        ["OpenTimeout", "IdleTimeout", "MaxConnectionRetryCount"],
        ["NoMachineProfile"],
      ),
      plain("New-PSSession", ["ComputerName", "Port", "SessionOption", "Credential"], ["UseSSL"], (bound) => {
        if (given.refusal !== undefined) throw failure(given.refusal.errorId, given.refusal.message);
        const [computer, port, credential] = ["ComputerName", "Port", "Credential"].map((name) =>
          bound.get(name),
        );
        opened.push({
          computer: String(computer),
          port: Number(port),
          useTls: bound.get("UseSSL") === true,
          credential:
            credential instanceof Credential
              ? { user: credential.userName, password: credential.password.plainText }
              : undefined,
        });
      }),
      plain("Invoke-Command", ["Session", "ScriptBlock", "ArgumentList"], []),
    ],
  });
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) await session.run(line);
  return { output, errors: Buffer.from(errors, "latin1").toString("utf8"), opened, programs };
}

function plain(
  name: string,
  withValue: readonly string[],
  switches: readonly string[],
  note: (bound: ReadonlyMap<string, unknown>) => void = () => undefined,
): Cmdlet {
  return {
    name,
    className: name,
    parameters: [
      ...withValue.map((parameter) => ({ name: parameter })),
      ...switches.map((parameter) => ({ name: parameter, isSwitch: true })),
    ],
    run: ({ bound, write }) => {
      note(bound);
      write(new DotnetObject(name, {}));
    },
  };
}
