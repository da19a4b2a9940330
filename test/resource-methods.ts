import assert from "node:assert/strict";
import type { EngineMessage } from "../provider/engine/engine-link";
import { EngineLog } from "../provider/engine/engine-log";
import type { Properties } from "../provider/engine/plain-json";
import { type Dependencies, type Lifecycle, resourceMethods } from "../provider/resource-provider";
import { newRunRecord } from "../provider/resources/context";
import { ManualClock } from "./support/manual-clock";

export const urn = "urn:pulumi:stack::project::pulumi-nodejs:dynamic/windows-ipsec:NatTraversalSetting::vpn";
export const canary = "c4n4ry-password";
export const connection = {
  transport: "ssh",
  host: "VPN01",
  user: "admin",
  password: canary,
  hostKey: "SHA256:x",
};
export const inputs = { connection, behindNat: "both" };
export const call = { urn };

/** A lifecycle behind the SDK's methods, and what these say; only the named questions may be asked. */
export function setUp(
  lifecycle: Partial<Lifecycle<Properties, Properties>>,
  { connect = () => assert.fail("nothing to connect to"), debug = false }: Partial<Dependencies> = {},
) {
  const said: EngineMessage[] = [];
  const clock = new ManualClock();
  const log = new EngineLog("127.0.0.1:1", clock, console, () => ({
    send: async (message) => {
      await new Promise((resolve) => setImmediate(resolve));
      said.push(message);
    },
    close: () => {},
  }));
  const secrets = new Set<string>();
  const dependencies: Dependencies = {
    clock,
    log,
    run: newRunRecord(),
    connect,
    newChangeId: () => "c1",
    holdSecret: (secret) => {
      secrets.add(secret);
      return () => secrets.delete(secret);
    },
    redact: (text) => [...secrets].reduce((left, secret) => left.replaceAll(secret, "[secret]"), text),
    debug,
  };
  const unused = () => assert.fail("not part of this test");
  const methods = resourceMethods(
    {
      type: "NatTraversalSetting",
      check: () => [],
      diff: unused,
      create: unused,
      read: unused,
      update: unused,
      delete: unused,
      ...lifecycle,
    },
    dependencies,
  );
  return { methods, said, clock, secrets };
}
