import type { Duplex } from "node:stream";
import { type SshAddress, type SshPhase, type SshProgress, sshProgress } from "./failure";

/** Follows how far a connection is, so that a failure can say it, and whether a command may have run. */
export class PhaseTracker {
  private readonly preBanner = new PreBanner();
  private phase: SshPhase = "connect";
  /** Whether a channel that opens is that of a command. */
  private startsCommand = false;
  /** Whether the library reports packets in the form that tells the phases of a command apart. */
  private reportsPackets = false;

  constructor(private readonly address: SshAddress) {}

  get now(): SshProgress {
    return sshProgress(this.address, this.phase, this.preBanner.text);
  }

  /** There is a stream to the server. */
  reached(stream: Duplex): void {
    this.phase = "banner";
    this.preBanner.watch(stream, () => {
      if (this.phase === "banner") this.phase = "key exchange";
    });
  }

  keysExchanged(): void {
    if (this.phase === "key exchange") this.phase = "authentication";
  }

  loggedIn(): void {
    this.phase = "opening a channel";
  }

  commandAsked(): void {
    this.startsCommand = true;
    this.phase = this.reportsPackets ? "opening a channel" : "starting the command";
  }

  commandAccepted(): void {
    this.phase = "waiting for output";
  }

  // The library has no event between opening a channel and sending the command over it, and that moment decides
  // whether a command may have run. If its reports ever changed their form, "may have run" is what is assumed.
  libraryReported(report: string): void {
    if (report.startsWith("Inbound: Received USERAUTH_SUCCESS")) this.reportsPackets = true;
    if (
      this.startsCommand &&
      this.phase === "opening a channel" &&
      /^Inbound: (?:Received )?CHANNEL_OPEN_CONFIRMATION/.test(report)
    ) {
      this.phase = "starting the command";
    }
  }
}

const longest = 512;

/** What a peer says before its SSH identification (RFC 4253 section 4.2): nothing, another protocol, or an excuse. */
class PreBanner {
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
