import type { Duplex } from "node:stream";
import { type SshAddress, type SshPhase, type SshProgress, sshProgress } from "./failure";
import { Negotiation } from "./negotiation";
import { PreBanner } from "./pre-banner";

/** Follows how far a connection is, so that a failure can say it, and whether a command may have run. */
export class PhaseTracker {
  private readonly preBanner = new PreBanner();
  private readonly negotiation = new Negotiation();
  private phase: SshPhase = "connect";
  /** Whether a channel that opens is that of a command. */
  private startsCommand = false;
  /** Whether the library reports packets in the form that tells the phases of a command apart. */
  private reportsPackets = false;

  constructor(
    private readonly address: SshAddress,
    private readonly addresses: () => string | undefined = () => undefined,
  ) {}

  get now(): SshProgress {
    const progress = sshProgress(this.address, this.phase, this.preBanner.text);
    const { noneInCommon } = this.negotiation;
    return { ...progress, addresses: this.addresses(), noneInCommon };
  }

  /** The algorithms of the keys that the host has. */
  get hostKeyAlgorithms(): readonly string[] {
    return this.negotiation.hostKeyAlgorithms;
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
    if (this.phase === "key exchange") this.negotiation.libraryReported(report);
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
