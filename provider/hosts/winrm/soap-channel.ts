/** A message of the host's, and the HTTP status it came with: 200, or 500 for a fault. */
export interface SoapReply {
  readonly status: number;
  readonly text: string;
}

/** Carries SOAP messages over one connection, protected in the way of its authentication. */
export interface SoapChannel {
  /** Does what has to be done before the first message; Windows sees 2, 1 or 0 requests of it. */
  open(): Promise<void>;
  /** Sends one message and gives the answer; one at a time. Rejects when the answer is no SOAP message. */
  exchange(soap: string): Promise<SoapReply>;
}
