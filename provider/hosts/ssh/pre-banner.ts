import type { Duplex } from "node:stream";

/** As much of it as messages need. */
const longest = 512;

/** What a peer says before its SSH identification (RFC 4253 section 4.2): nothing, a greeting, another protocol, or an excuse. */
export class PreBanner {
  private received = "";
  /** The beginning of the line that is being received. */
  private line = "";

  /** What came so far, without the identification; at most 512 characters. */
  get text(): string {
    return this.received + this.line;
  }

  /** Listens until the identification is complete, and then calls back; a peer that only talks never gets there. */
  watch(stream: Duplex, identified: () => void): void {
    const listen = (chunk: Buffer) => {
      if (!this.hears(chunk.toString("latin1"))) return;
      stream.off("data", listen);
      identified();
    };
    stream.on("data", listen);
  }

  private hears(chunk: string): boolean {
    const pieces = chunk.split("\n");
    for (const [at, piece] of pieces.entries()) {
      this.line = (this.line + piece).slice(0, longest);
      if (at === pieces.length - 1) return false;
      const isIdentification = this.line.startsWith("SSH-");
      if (!isIdentification) this.received = `${this.received}${this.line}\n`.slice(0, longest);
      this.line = "";
      if (isIdentification) return true;
    }
    return false;
  }
}
