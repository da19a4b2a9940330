import { createHash } from "node:crypto";
import type { Clock } from "../clock";
import type { NatTraversalError } from "../errors";
import type { Schema } from "../validation/schema";
import type { TransportHost } from "./host";
import type { SecretReader } from "./secret-reader";

/** One way to reach a host: what its connections may hold, where they lead, and how they are opened. `transports.ts` lists them. */
export interface Transport<C extends { readonly transport: string }> {
  /** What a program writes as `transport`. */
  readonly name: C["transport"];
  /** The properties of a connection that messages may show; every other text in it counts as a secret. */
  readonly nonSecretProperties: readonly string[];
  /** What a connection must look like. */
  readonly schema: Schema<C>;
  /** Where a connection leads; equal addresses are one host. */
  addressOf(connection: C): HostAddress;
  /** Reads the connection's secrets; throws CredentialUnavailableError for all that cannot be read. Nothing is opened. */
  prepare(connection: C, context: HostContext): PreparedHost;
}

/** Where a host is. */
export interface HostAddress {
  /** The host as the user wrote it. */
  readonly host: string;
  /** TCP port; none for the machine that the provider runs on. */
  readonly port: number | undefined;
  /** The server through which it is reached, if any: by another way the same address may be another host. */
  readonly by?: HostAddress | undefined;
}

/** What hosts answered to the credentials they rejected in this process, by a digest of the credential: none of them is offered again. */
export type RejectedCredentials = Map<string, NatTraversalError>;

/** The hosts of one process as a whole: where a transport keeps what several of its hosts share. */
export interface HostsTogether {
  /** Has something ended each time all hosts have been disconnected; it must not reject, nor take longer than a second. */
  atEnd(end: () => Promise<void>): void;
}

/** What every transport needs to make a host; the last two are shared by all hosts of a process. */
export interface HostContext {
  readonly clock: Clock;
  readonly readSecret: SecretReader;
  readonly rejected: RejectedCredentials;
  readonly together: HostsTogether;
}

/** A host whose secrets have been read. */
export interface PreparedHost {
  /** Equal for connections that may share one host: a digest of address, account, secrets and what is trusted. */
  readonly key: string;
  /** Makes the host; throws CredentialUnavailableError for secrets that cannot be used. Nothing is connected yet. */
  open(): TransportHost;
}

/** One name for several plain values, from which none of them can be read. */
export function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
