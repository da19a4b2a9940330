/** A piece of a text that was given to PowerShell. */
export interface Extent {
  readonly source: string;
  readonly start: number;
  /** The position after the last character. */
  readonly end: number;
}

/** A text that PowerShell itself would not run any part of. */
export class ParseError extends Error {
  /**
   * @param errorId PowerShell's own name for it
   * @param incomplete whether more text could still make it right
   */
  constructor(
    message: string,
    readonly errorId: string,
    readonly extent: Extent,
    readonly incomplete = false,
  ) {
    super(message);
  }
}

/** Something that PowerShell may well know and this one does not; no script can catch it. */
export class NotSimulatedError extends Error {
  constructor(readonly what: string) {
    super(`This simulated PowerShell knows no ${what}.`);
  }
}
