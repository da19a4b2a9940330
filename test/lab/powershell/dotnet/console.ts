import { textArgument } from "../arguments-of-methods";
import { DotnetObject, type DotnetType, method, procedure, readable } from "../dotnet-object";
import type { ConsoleEncoding } from "../output";
import { NotSimulatedError } from "../refusals";
import type { SessionOptions } from "../session";
import { isList, ScriptBlock, type Value } from "../values";

/** System.Console: its two writers and its reader. */
export function consoleType(options: SessionOptions, encoding: ConsoleEncoding): DotnetType {
  const [out, error] = [writer(encoding, options.output), writer(encoding, options.errorOutput)];
  const reader = new DotnetObject("System.IO.TextReader", {
    methods: { ReadLine: method(0, async () => (await options.readLine?.()) ?? null) },
  });
  return {
    name: "System.Console",
    statics: {
      properties: { Out: readable(() => out), Error: readable(() => error), In: readable(() => reader) },
    },
  };
}

function writer(encoding: ConsoleEncoding, write: (bytes: string) => void): DotnetObject {
  const lineOf = (value: Value | undefined) => encoding.encode(`${written(value)}\r\n`);
  return new DotnetObject("System.IO.TextWriter", {
    methods: {
      Write: procedure(1, ([value]) => write(encoding.encode(written(value)))),
      WriteLine: { counts: [0, 1], run: procedure(1, ([value]) => write(lineOf(value))).run },
    },
  });
}

/** A writer of .NET shows lists and objects in its own way. */
function written(value: Value | undefined): string {
  const unusual =
    value instanceof DotnetObject || value instanceof Uint8Array || value instanceof ScriptBlock;
  if (unusual || isList(value ?? null)) throw new NotSimulatedError("writer of such a value");
  return textArgument(value);
}
