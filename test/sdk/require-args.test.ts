import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NatTraversal, NatTraversalSetting, Reboot } from "../../sdk";
import { registrationsOf } from "./registrations";

const wrong: Readonly<Record<string, { readonly args: unknown; readonly says: RegExp }>> = {
  "no arguments at all": { args: undefined, says: /there are none$/ },
  null: { args: null, says: /they are null$/ },
  "an Output": { args: pulumi.output({ behindNat: 2 }), says: /they are an Output$/ },
  "a promise": { args: Promise.resolve({}), says: /they are a promise$/ },
  "a text": { args: "vpn01", says: /they are a string$/ },
  "a list": { args: [], says: /they are a list$/ },
};
const kinds = { NatTraversal, NatTraversalSetting, Reboot };

describe("the arguments of a resource", () => {
  for (const [kind, Kind] of Object.entries(kinds)) {
    for (const [words, { args, says }] of Object.entries(wrong)) {
      it(`are refused in one line and without a stack: ${kind} with ${words}`, () => {
        assert.throws(
          () => Reflect.construct(Kind, ["vpn", args]),
          (error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(error.message, /^vpn: the arguments must be an object/);
            assert.match(error.message, says);
            assert.doesNotMatch(error.message, /\n/);
            return true;
          },
        );
      });
    }
  }

  const args = { connection: { transport: "ssh" }, behindNat: "both" };
  const names = { missing: undefined, empty: "", "a number": 5, "an object": args };
  for (const [is, name] of Object.entries(names)) {
    it(`come after a name; one that is ${is} is refused in one line`, () => {
      for (const Kind of Object.values(kinds)) {
        assert.throws(() => Reflect.construct(Kind, [name, args]), {
          message: `the first argument must be the name of the resource, such as "vpn-server"; it is ${is}`,
        });
      }
    });
  }

  it("are no place for Pulumi's options, and say where they belong", () => {
    for (const [kind, Kind] of Object.entries(kinds)) {
      assert.throws(
        () => Reflect.construct(Kind, ["vpn", { ...args, protect: true }]),
        (error) =>
          pulumi.RunError.isInstance(error) &&
          /^vpn: "protect" is an option of Pulumi, .* third place/.test(error.message),
        kind,
      );
    }
  });

  it("are followed by options that are an object", () => {
    for (const Kind of Object.values(kinds)) {
      assert.throws(() => Reflect.construct(Kind, ["vpn", args, "protect"]), {
        message: "vpn: the options must be an object, such as { protect: true }; they are a string",
      });
    }
  });

  it("may lack anything else, which check then names", async () => {
    const sent = await registrationsOf(() =>
      Object.values(kinds).map((Kind) => (Reflect.construct(Kind, ["vpn", {}]) as pulumi.Resource).urn),
    );
    assert.deepEqual(
      sent.map(({ inputs }) => Object.keys(inputs).filter((name) => !name.startsWith("__"))),
      [[], [], [], []],
    );
  });
});
