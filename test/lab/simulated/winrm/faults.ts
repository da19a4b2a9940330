import type { SealedPieces } from "./multipart";
import type { SoapFault } from "./reply";
import type { Action } from "./request";

/** The steps of a conversation that a fault can be bound to. */
export type Leg = "negotiate" | "authenticate" | "identify" | Action;

/** What goes wrong with one request. */
export type WinrmFaultEffect =
  /** This fault comes instead; nothing is done. */
  | { readonly kind: "fault"; readonly fault: SoapFault }
  /** This HTTP answer comes instead, without SOAP unless `body` has it; nothing is done. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | string[]>>;
      readonly body?: string;
    }
  /** The connection is reset: before anything is done, after it was done, or in the middle of the reply. */
  | { readonly kind: "drop"; readonly when: "before" | "after" | "during" }
  /** The reply says `Connection: close`, and the connection ends. */
  | { readonly kind: "close" }
  /** The reply comes in chunks of this many bytes, one a turn of the event loop. */
  | { readonly kind: "chunks"; readonly bytes: number }
  /** It is done, but nothing comes back. */
  | { readonly kind: "silence" }
  /** The SOAP text of the reply is another, under this HTTP status if told. */
  | { readonly kind: "soap"; readonly change: (soap: string) => string; readonly status?: number }
  /** The sealed reply is changed on its way. */
  | { readonly kind: "pieces"; readonly change: (pieces: SealedPieces) => void }
  /** The reply before comes once more. */
  | { readonly kind: "replay" }
  /** A sealed request is answered in clear. */
  | { readonly kind: "plain" }
  /** The token of the handshake is another. */
  | { readonly kind: "token"; readonly change: (token: Buffer) => Buffer };

/** A fault waiting for its request. */
export interface WinrmFault {
  readonly leg: Leg;
  /** At which of these requests it begins, counted from 1 since it was added; 1 by default. */
  readonly nth?: number;
  /** How often it happens; 1 by default. */
  readonly times?: number;
  readonly effect: WinrmFaultEffect;
}

/** The script of faults of one WinRM service; the first that fits wins. */
export class WinrmFaultScript {
  private readonly faults: Array<{ readonly fault: WinrmFault; seen: number }> = [];

  add(...faults: WinrmFault[]): void {
    for (const fault of faults) this.faults.push({ fault, seen: 0 });
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** Counts the request at every fault that waits for this leg; returns the effect that falls due. */
  next(leg: Leg): WinrmFaultEffect | undefined {
    let due: WinrmFaultEffect | undefined;
    for (const entry of this.faults) {
      const { nth = 1, times = 1, effect } = entry.fault;
      if (entry.fault.leg !== leg) continue;
      entry.seen++;
      if (entry.seen >= nth && entry.seen < nth + times) due ??= effect;
    }
    return due;
  }
}

/** Changes to a sealed reply, one for each thing that can be tampered with. */
export const tampered = {
  signature: (pieces: SealedPieces) => flipBit(pieces.signature, 5),
  sequence: (pieces: SealedPieces) => flipBit(pieces.signature, 12),
  version: (pieces: SealedPieces) => flipBit(pieces.signature, 0),
  body: (pieces: SealedPieces) => flipBit(pieces.sealed, pieces.sealed.length >> 1),
  lengthTooLarge: (pieces: SealedPieces) => {
    pieces.length += 1;
  },
  lengthTooSmall: (pieces: SealedPieces) => {
    pieces.length -= 1;
  },
  header: (pieces: SealedPieces) => {
    pieces.originalContent = "text/html";
  },
  shortSignature: (pieces: SealedPieces) => {
    pieces.signature = pieces.signature.subarray(0, 12);
  },
  cutBody: (pieces: SealedPieces) => {
    pieces.sealed = pieces.sealed.subarray(0, -7);
  },
} as const;

/** Changes to the SOAP text of a reply. */
export const misshapen = {
  garbage: () => "<html><body>Service Unavailable</body>",
  empty: () => "",
  doctype: (soap: string) => `<!DOCTYPE s [<!ENTITY e "${"x".repeat(1000)}">]>${soap}`,
  entity: (soap: string) => soap.replace("<s:Body>", "<s:Body>&unknown;"),
  oversize: (soap: string) => soap.replace("<s:Body>", `<s:Body><!--${"x".repeat(1_100_000)}-->`),
  cutShort: (soap: string) => soap.slice(0, soap.length >> 1),
  otherAnswer: (soap: string) =>
    soap.replace(/<a:RelatesTo>[^<]*/, "<a:RelatesTo>uuid:00000000-0000-0000-0000-000000000000"),
  noExitCode: (soap: string) => soap.replace(/<rsp:ExitCode>[^<]*<\/rsp:ExitCode>/, ""),
  exitCodeInWords: (soap: string) => soap.replace(/<rsp:ExitCode>[^<]*/, "<rsp:ExitCode>zero"),
  noState: (soap: string) => soap.replace(/<rsp:CommandState.*<\/rsp:CommandState>/, ""),
  /** Older hosts send several CommandState sections, the last with the exit code. */
  manyStates: (soap: string) =>
    soap.replace(/<rsp:CommandState .*<\/rsp:CommandState>/, (done) => {
      const running = done.replace(/<rsp:ExitCode>.*<\/rsp:ExitCode>/, "").replace("/Done", "/Running");
      return running.replace("/Running", "/Pending") + running + done;
    }),
  /** Standard output in pieces of one byte, so that every character is cut. */
  splitStreams: (soap: string) =>
    soap.replace(/(<rsp:Stream Name="stdout"[^>]*>)([^<]+)(<\/rsp:Stream>)/, (_whole, open, base64, close) =>
      [...Buffer.from(base64, "base64")]
        .map((byte) => `${open}${Buffer.from([byte]).toString("base64")}${close}`)
        .join(""),
    ),
} as const;

function flipBit(data: Buffer, at: number): void {
  data[at] = (data[at] ?? 0) ^ 1;
}
