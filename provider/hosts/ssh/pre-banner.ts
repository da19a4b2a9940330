import type { Duplex } from "node:stream";

const longest = 512;

/** What a peer says before its SSH identification (RFC 4253 section 4.2): nothing, another protocol, or an excuse. */
export class PreBanner {
  private received = "";

  /** What came so far, without the identification. */
  get text(): string {
    return this.received;
  }

  /** Listens until the identification is complete, and then calls back; a peer that only talks never gets there. */
  watch(stream: Duplex, identified: () => void): void {
    const listen = (chunk: Buffer) => {
      this.received += chunk.subarray(0, longest).toString("latin1");
      const identification = /(?:^|\n)SSH-[^\n]*\n/.exec(this.received);
      if (identification === null && this.received.length < longest) return;
      stream.off("data", listen);
      if (identification === null) return;
      this.received = this.received.slice(0, identification.index);
      identified();
    };
    stream.on("data", listen);
  }
}
