import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { openEngineLink } from "../../provider/engine/engine-link";

interface Received {
  getSeverity(): number;
  getMessage(): string;
  getUrn(): string;
  getEphemeral(): boolean;
}

type Answer = (error: Partial<grpc.ServiceError> | null, empty?: unknown) => void;

const { EngineService } = require("@pulumi/pulumi/proto/engine_grpc_pb") as {
  EngineService: grpc.ServiceDefinition;
};
const { Empty } = require("google-protobuf/google/protobuf/empty_pb") as { Empty: new () => unknown };
const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:Reboot::vpn";

describe("openEngineLink", () => {
  it("says to a real gRPC server what a message says", async () => {
    const received: Received[] = [];
    await withEngine(
      (request, answer) => {
        received.push(request);
        answer(null, new Empty());
      },
      async (address) => {
        const link = openEngineLink(address);
        await link.send({ severity: "info", text: "waiting", urn, ephemeral: true });
        await link.send({ severity: "warning", text: 'a "warning" é', urn: undefined, ephemeral: false });
        link.close();
      },
    );
    assert.deepEqual(
      received.map((request) => [
        request.getSeverity(),
        request.getMessage(),
        request.getUrn(),
        request.getEphemeral(),
      ]),
      [
        [1, "waiting", urn, true],
        [2, 'a "warning" é', "", false],
      ],
    );
  });

  it("rejects what the engine refuses", async () => {
    await withEngine(
      (_request, answer) => answer({ code: grpc.status.INTERNAL, details: "no" }),
      async (address) => {
        const link = openEngineLink(address);
        await assert.rejects(
          link.send({ severity: "info", text: "x", urn, ephemeral: true }),
          /INTERNAL: no/,
        );
        link.close();
      },
    );
  });

  it("rejects when nobody listens", async () => {
    const address = await withEngine(
      () => {},
      async (where) => where,
    );
    const link = openEngineLink(address);
    await assert.rejects(link.send({ severity: "info", text: "x", urn, ephemeral: true }), /UNAVAILABLE/);
    link.close();
  });
});

async function withEngine<T>(
  log: (request: Received, answer: Answer) => void,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const server = new grpc.Server();
  const refuse = (_call: unknown, answer: Answer) => answer({ code: grpc.status.UNIMPLEMENTED });
  const methods = Object.fromEntries(Object.keys(EngineService).map((name) => [name, refuse]));
  server.addService(EngineService, {
    ...methods,
    log: (call: { request: Received }, answer: Answer) => log(call.request, answer),
  } as unknown as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  try {
    return await work(`127.0.0.1:${port}`);
  } finally {
    server.forceShutdown();
  }
}
