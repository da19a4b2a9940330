import { toText } from "./conversions";
import { DotnetObject } from "./dotnet-object";
import { EnumValue } from "./enumeration";
import { NotSimulatedError } from "./refusals";
import { isList, ScriptBlock, type Value } from "./values";

/** Where values and the bytes of programs go. */
export interface Sink {
  /** One value of the pipeline. */
  write(value: Value): void;
  /** What a program wrote, one character a byte. */
  writeBytes(bytes: string): void;
}

/** How text and the bytes of a console belong together; bytes are one character each. */
export interface ConsoleEncoding {
  encode(text: string): string;
  decode(bytes: string): string;
}

/** UTF-8, with one character a byte on the outer side. */
export const utf8: ConsoleEncoding = {
  encode: (text) => Buffer.from(text, "utf8").toString("latin1"),
  decode: (bytes) => Buffer.from(bytes, "latin1").toString("utf8"),
};

/** Writes what one statement leaves on the pipeline: lists are taken apart. */
export function enumerate(value: Value | undefined, sink: Sink): void {
  if (value === undefined) return;
  if (isList(value)) for (const item of value) sink.write(item);
  else if (value instanceof Uint8Array) for (const byte of value) sink.write(byte);
  else sink.write(value);
}

/** A sink that shows values as the host does, one a line. */
export function hostSink(encoding: ConsoleEncoding, output: (bytes: string) => void): Sink {
  return {
    write: (value) => output(encoding.encode(hostText(value))),
    writeBytes: output,
  };
}

function hostText(value: Value): string {
  if (value === null) return "";
  if (isList(value)) return value.map(hostText).join("");
  if (value instanceof Uint8Array) return [...value].map(hostText).join("");
  const isShownAsText = value instanceof EnumValue || !(value instanceof DotnetObject);
  if (!isShownAsText || value instanceof ScriptBlock) {
    throw new NotSimulatedError("display of an object");
  }
  return `${toText(value)}\r\n`;
}

/** A sink that keeps values for a variable; a program's output is kept line by line. */
export class CapturingSink implements Sink {
  private readonly values: Value[] = [];

  constructor(private readonly encoding: ConsoleEncoding) {}

  write(value: Value): void {
    this.values.push(value);
  }

  writeBytes(bytes: string): void {
    if (bytes === "") return;
    this.values.push(
      ...this.encoding
        .decode(bytes)
        .replace(/\r?\n$/, "")
        .split(/\r?\n/),
    );
  }

  /** Nothing, the one value, or a list of all. */
  get captured(): Value | undefined {
    return this.values.length > 1 ? this.values : this.values[0];
  }
}
