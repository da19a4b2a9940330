import type {
  certificateEntries,
  endpointEntries,
  passwordEntries,
} from "../provider/hosts/winrm/connection";
import type { Resolved } from "../provider/validation/schema";
import type { ArgsOf } from "./args-of";

/** A connection over WinRM, with a password or with a client certificate. */
export type WinrmConnectionArgs = WinrmPasswordConnectionArgs | WinrmCertificateConnectionArgs;

/** A connection over WinRM that logs on with a password. */
export interface WinrmPasswordConnectionArgs
  extends WinrmEndpointArgs,
    ArgsOf<Resolved<typeof passwordEntries>> {}

/** A connection over WinRM that logs on with a client certificate, over TLS 1.2. */
export interface WinrmCertificateConnectionArgs
  extends WinrmEndpointArgs,
    ArgsOf<Resolved<typeof certificateEntries>> {}

/** Where a WinRM service is, and how it proves that it is the right one. Nothing is ever sent in the clear. */
export interface WinrmEndpointArgs extends ArgsOf<Resolved<typeof endpointEntries>> {}
