import assert from "node:assert/strict";
import type { Properties } from "../provider/engine/plain-json";
import { UnreachableError } from "../provider/errors";
import type { Lifecycle } from "../provider/resource-provider";
import { type LifecycleContext, PartialFailureError } from "../provider/resources/context";
import { call, canary, inputs, setUp } from "./resource-methods";

describe("errors of a lifecycle behind the SDK's methods", () => {
  const failing: Record<string, (methods: ReturnType<typeof setUp>["methods"]) => Promise<unknown>> = {
    check: (methods) => methods.check(call, {}, inputs),
    diff: (methods) => methods.diff(call, "id", inputs, inputs),
    create: (methods) => methods.create(call, inputs),
    read: (methods) => methods.read(call, "id", inputs),
    update: (methods) => methods.update(call, "id", inputs, inputs),
    delete: (methods) => methods.delete(call, "id", inputs),
  };
  for (const [method, call] of Object.entries(failing)) {
    it(`leave ${method} redacted, without stack and cause`, async () => {
      const { methods } = setUp(alwaysThrowing(unreachable()));
      const error = await caught(call(methods));
      assert.ok(error.message.startsWith("UNREACHABLE: could not connect on VPN01: refused [secret]."));
      assert.equal(error.name, "UnreachableError");
      assert.equal(error.stack, "");
      assert.equal(error.cause, undefined);
      assert.deepEqual(Object.keys(error), ["name"]);
    });
  }

  it("keep their stack and that of the cause, redacted, under the debug variable", async () => {
    const { methods } = setUp(alwaysThrowing(unreachable()), { debug: true });
    const error = await caught(methods.create(call, inputs));
    assert.match(String(error.stack), /UnreachableError.*\n(.*\n)*caused by Error: socket \[secret\]\n/);
    assert.ok(!String(error.stack).includes(canary));
  });

  it("are errors even if something else was thrown", async () => {
    const { methods } = setUp(alwaysThrowing(`only a text with ${canary}`));
    assert.equal((await caught(methods.create(call, inputs))).message, "only a text with [secret]");
  });

  it("of work that was begun keep the inputs and what was done, in plain form", async () => {
    const thrown = new PartialFailureError(
      "0123456789abcdef",
      { applied: { type: "REG_DWORD", data: "2" }, registryValue: undefined, statusReason: `no ${canary}` },
      [`could not go on with ${canary}`, "and more"],
    );
    for (const method of ["create", "update"]) {
      const { methods } = setUp(alwaysThrowing(thrown));
      const error = await caught(failing[method]?.(methods) ?? Promise.resolve());
      assert.equal(Reflect.get(error, "id"), "0123456789abcdef");
      const properties: Properties = Reflect.get(error, "properties");
      assert.deepEqual(properties, {
        ...inputs,
        applied: { type: "REG_DWORD", data: "2" },
        statusReason: "no [secret]",
      });
      assert.ok(!("registryValue" in properties));
      assert.deepEqual(Reflect.get(error, "reasons"), ["could not go on with [secret]", "and more"]);
      assert.equal(error.message, "could not go on with [secret]; and more");
      assert.equal(error.stack, "");
    }
  });

  it("of unfinished work have a reason even if none was given", async () => {
    const { methods } = setUp(alwaysThrowing(new PartialFailureError("id", {}, [])));
    const reasons: string[] = Reflect.get(await caught(methods.create(call, inputs)), "reasons");
    assert.equal(reasons.length, 1);
    assert.ok(reasons[0] !== "");
  });
});

function unreachable(): UnreachableError {
  return new UnreachableError({
    operation: "connect",
    host: "VPN01",
    problem: `refused ${canary}`,
    hint: "Look.",
    phase: "connect",
    commandMayHaveRun: false,
    cause: new Error(`socket ${canary}`),
  });
}

function alwaysThrowing(thrown: unknown): Lifecycle<Properties, Properties> {
  const fail = (_context?: LifecycleContext | unknown): never => {
    throw thrown;
  };
  return { type: "x", check: fail, diff: fail, create: fail, read: fail, update: fail, delete: fail };
}

async function caught(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  assert.fail("nothing was thrown");
}
