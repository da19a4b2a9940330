import { dirname } from "node:path";

/** One message to the user, by way of the engine. */
export interface EngineMessage {
  readonly severity: "info" | "warning";
  readonly text: string;
  /** The resource it belongs to; without, it is shown beside the stack. */
  readonly urn: string | undefined;
  /** Shown live beside the resource only, and not kept in the summary. */
  readonly ephemeral: boolean;
}

/** A way to the engine that runs this provider process. */
export interface EngineLink {
  /** Resolves when the engine has the message; rejects when it cannot be delivered. */
  send(message: EngineMessage): Promise<void>;
  close(): void;
}

/** What is used of the SDK's generated code and of its gRPC library, which are no public interface. */
interface Stubs {
  readonly EngineClient: new (
    address: string,
    credentials: unknown,
  ) => {
    log(request: unknown, options: { deadline: number }, callback: (error: Error | null) => void): void;
    close(): void;
  };
  readonly LogRequest: new () => {
    setSeverity(severity: number): void;
    setMessage(message: string): void;
    setUrn(urn: string): void;
    setEphemeral(ephemeral: boolean): void;
  };
  readonly LogSeverity: { readonly INFO: number; readonly WARNING: number };
  readonly createInsecure: () => unknown;
}

/** Milliseconds after which a message counts as not delivered. */
const sendMilliseconds = 5_000;

/**
 * Opens the link to the engine at this address (host:port), with the SDK's generated stubs.
 * Throws if they cannot be found, or are not what they used to be.
 */
export function openEngineLink(address: string): EngineLink {
  const stubs = loadStubs();
  const client = new stubs.EngineClient(address, stubs.createInsecure());
  return {
    send({ severity, text, urn, ephemeral }) {
      const request = new stubs.LogRequest();
      request.setSeverity(severity === "warning" ? stubs.LogSeverity.WARNING : stubs.LogSeverity.INFO);
      request.setMessage(text);
      request.setUrn(urn ?? "");
      request.setEphemeral(ephemeral);
      return new Promise((resolve, reject) => {
        client.log(request, { deadline: Date.now() + sendMilliseconds }, (error) =>
          error === null ? resolve() : reject(error),
        );
      });
    },
    close: () => client.close(),
  };
}

/**
 * The copy that this process runs already (argv[1]) comes first. Only the SDK itself depends on the gRPC library, so under pnpm
 * nobody else can resolve it.
 */
function loadStubs(): Stubs {
  const paths = [String(process.argv[1]), process.cwd(), __dirname];
  const services = require.resolve("@pulumi/pulumi/proto/engine_grpc_pb", { paths });
  const from = { paths: [dirname(services)] };
  const { EngineClient } = require(services);
  const { LogRequest, LogSeverity } = require(require.resolve("@pulumi/pulumi/proto/engine_pb", { paths }));
  const { credentials } = require(require.resolve("@grpc/grpc-js", from));
  return { EngineClient, LogRequest, LogSeverity, createInsecure: credentials.createInsecure };
}
