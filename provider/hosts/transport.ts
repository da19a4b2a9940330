import type { Schema } from "../validation/schema";
import type { HostContext, PreparedHost } from "./prepared-host";

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
