import assert from "node:assert/strict";
import fc from "fast-check";
import { checkReboot } from "../../provider/resources/reboot/check";
import { checkSetting } from "../../provider/resources/setting/check";
import { rebootInputNames } from "../../provider/restart/reboot-inputs";
import { laterEntries } from "../../provider/restart/restart-options";
import { unknownSentinel } from "../../provider/validation/schema";
import { readCases } from "../support/case-files";
import { checkProperty } from "../support/property";
import { Scene } from "./reboot/scene";

type Inputs = Readonly<Record<string, unknown>>;

interface CheckCase {
  readonly inputs: Inputs;
  readonly failures: readonly unknown[];
}

const cases = readCases<CheckCase[]>("check-setting").flatMap(({ content }) => content);
const right = cases.filter(({ failures }) => failures.length === 0).map(({ inputs }) => inputs);
const wrong = cases.filter(({ failures }) => failures.length > 0).map(({ inputs }) => inputs);
const rebootInputs: Inputs = { ...new Scene().inputs({ warningSeconds: 60, timeoutSeconds: 900 }) };

/** Inputs of which a random part, at random depths, is not known yet. */
function partlyUnknown(all: readonly Inputs[]): fc.Arbitrary<{ inputs: Inputs; known: Inputs }> {
  return fc
    .tuple(fc.constantFrom(...all), fc.infiniteStream(fc.integer({ min: 0, max: 3 })))
    .map(([known, dice]) => {
      const hide = (value: unknown): unknown => {
        if (dice.next().value === 0) return unknownSentinel;
        if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, hide(inside)]));
      };
      const inputs = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, hide(value)]));
      return { inputs, known };
    });
}

/** The paths at fault: every reason begins with one. */
function pathsOf(failures: readonly { readonly reason: string }[]): string[] {
  return failures.map(({ reason }) => reason.split(" ", 1)[0] ?? "");
}

describe("check", () => {
  it("finds nothing in right inputs of a setting, whatever part of them is not known yet", () => {
    assert.ok(right.length > 40, String(right.length));
    checkProperty(
      fc.property(partlyUnknown(right), ({ inputs }) => assert.deepEqual(checkSetting({}, inputs), [])),
      { numRuns: 1000 },
    );
  });

  it("finds nothing in right inputs of a reboot, whatever part of them is not known yet", () => {
    checkProperty(
      fc.property(partlyUnknown([rebootInputs]), ({ inputs }) =>
        assert.deepEqual(checkReboot({}, inputs), []),
      ),
    );
  });

  it("finds no fault where there was none before a part of the inputs became unknown", () => {
    checkProperty(
      fc.property(partlyUnknown(wrong), ({ inputs, known }) => {
        const before = pathsOf(checkSetting({}, known));
        const after = pathsOf(checkSetting({}, inputs));
        assert.deepEqual(
          after.filter((path) => !before.includes(path)),
          [],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("finds every fault at once, each at its own path", () => {
    const base = right[0] ?? {};
    const faults: Record<string, unknown> = {
      "connection.host": "",
      "connection.port": 0,
      "connection.user": 5,
      "connection.keepaliveSeconds": "10",
      "connection.hots": "vpn01",
      behindNat: 3,
      onDelete: "undo",
      overwriteForeignChange: "no",
      acceptMachine: 1,
      "onUnreachable.refresh": "forget",
      "onUnreachable.delete": "keep",
      "backup.hostDirectory": "Backup",
      registryKey: "Ipsec",
      bootMarker: null,
      "timeouts.connectSeconds": 0,
      "timeouts.commandSeconds": 86_401,
      onDelte: "keep",
    };
    checkProperty(
      fc.property(fc.subarray(Object.keys(faults)), (paths) => {
        const inputs: Record<string, unknown> = structuredClone(base);
        for (const path of paths) {
          const [outer = "", inner] = path.split(".");
          const fault = faults[path];
          inputs[outer] = inner === undefined ? fault : { ...(inputs[outer] ?? {}), [inner]: fault };
        }
        assert.deepEqual(pathsOf(checkSetting({}, inputs)).sort(), [...paths].sort());
      }),
    );
  });

  it("answers anything as inputs of a reboot with failures of its own inputs, without a secret", () => {
    const secret = fc.constant("canary-Pa55w0rd");
    const anything = fc.oneof(fc.anything({ maxDepth: 2 }), fc.constant(unknownSentinel));
    const hidden = fc.oneof(
      secret,
      fc.record({ env: secret }),
      fc.record({ fil: secret }),
      fc.record({ password: secret, hostKey: secret }),
    );
    const secrets = ["password", "privateKey", "passphrase", "clientKey", "host", "user", "jumpHost"];
    const connection = fc.record(
      {
        transport: fc.constantFrom("ssh", "winrm", "powershell", "telnet"),
        ...Object.fromEntries(secrets.map((name) => [name, hidden])),
      },
      { requiredKeys: [] },
    );
    const names = [...rebootInputNames, ...Object.keys(laterEntries)];
    const inputs = fc.record(
      {
        ...Object.fromEntries(names.map((name) => [name, anything])),
        connection: fc.oneof(anything, connection),
      },
      { requiredKeys: [] },
    );
    checkProperty(
      fc.property(inputs, (news) => {
        for (const { property, reason } of checkReboot({}, news)) {
          assert.ok(names.includes(property), property);
          assert.ok(reason.startsWith(property), reason);
          assert.doesNotMatch(reason, /canary/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
