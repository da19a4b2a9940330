import type { Readable } from "node:stream";

/** The process printed more than it can have to say, and was ended. */
export class PrintedTooMuchError extends Error {
  constructor(readonly mostBytes: number) {
    super(`PowerShell printed more than ${mostBytes} bytes`);
  }
}

/** A limit on what a process prints while it does one thing. */
export interface OutputLimit {
  /** Rejects with PrintedTooMuchError, else never settles. */
  readonly exceeded: Promise<never>;
  readonly lift: () => void;
}

/**
 * Ends a process once its streams together have brought more than so many bytes: the library that reads them keeps whatever comes, and what a
 * session leads to may print there, too.
 */
export function limitOutput(streams: readonly Readable[], mostBytes: number, end: () => void): OutputLimit {
  let left = mostBytes;
  let lift = () => {};
  const exceeded = new Promise<never>((_, reject) => {
    const count = ({ length }: string | Buffer) => {
      left -= length;
      if (left >= 0) return;
      lift();
      end();
      reject(new PrintedTooMuchError(mostBytes));
    };
    lift = () => {
      for (const stream of streams) stream.off("data", count);
    };
    for (const stream of streams) stream.on("data", count);
  });
  return { exceeded, lift: () => lift() };
}
