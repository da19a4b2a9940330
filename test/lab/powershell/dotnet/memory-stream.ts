import { DotnetObject, type DotnetType, method } from "../dotnet-object";

/** A System.IO.MemoryStream, to which others can copy. */
export class MemoryStream extends DotnetObject {
  private readonly chunks: Buffer[] = [];

  constructor() {
    super("System.IO.MemoryStream", {
      methods: { ToArray: method(0, () => Uint8Array.from(Buffer.concat(this.chunks))) },
    });
  }

  /** Appends bytes, one character each. */
  append(bytes: string): void {
    this.chunks.push(Buffer.from(bytes, "latin1"));
  }
}

/** System.IO.MemoryStream. */
export const memoryStreamType: DotnetType = {
  name: "System.IO.MemoryStream",
  construct: method(0, () => new MemoryStream()),
};
