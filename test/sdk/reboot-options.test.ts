import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NatTraversal, type NatTraversalRebootArgs } from "../../sdk";
import { registrationsOf } from "./registrations";
import { connection } from "./sample-arguments";

/** Constructs a component with anything as `reboot`, as a program without types can. */
function construct(reboot: unknown): NatTraversal {
  return new NatTraversal("vpn", {
    connection,
    behindNat: "both",
    reboot: reboot as NatTraversalRebootArgs,
  });
}

describe("reboot of NatTraversal", () => {
  const wrong: Record<string, readonly [unknown, string]> = {
    "a flag": [true, 'reboot must be a plain object such as { when: "ifRequired" }; it is a boolean'],
    "false, which is no word for never": [
      false,
      'reboot must be a plain object such as { when: "ifRequired" }; it is a boolean',
    ],
    null: [null, 'reboot must be a plain object such as { when: "ifRequired" }; it is null'],
    "the word alone": [
      "ifRequired",
      'reboot must be a plain object such as { when: "ifRequired" }; it is a string',
    ],
    "a list": [
      [{ when: "ifRequired" }],
      'reboot must be a plain object such as { when: "ifRequired" }; it is a list',
    ],
    "an Output": [
      pulumi.output({ when: "ifRequired" }),
      'reboot must be a plain object such as { when: "ifRequired" }; it is an Output',
    ],
    "a promise": [
      Promise.resolve({ when: "ifRequired" }),
      'reboot must be a plain object such as { when: "ifRequired" }; it is a promise',
    ],
    "an empty object": [{}, "reboot.when is required"],
    "an undefined when": [{ when: undefined }, "reboot.when is required"],
    "options without when": [{ warningSeconds: 300 }, "reboot.when is required"],
    "a misspelt when": [
      { wehn: "ifRequired" },
      '(1) reboot.when is required (2) reboot.wehn is not a known option; did you mean "when"?',
    ],
    "a misspelt word": [
      { when: "ifrequired" },
      'reboot.when must be "never" or "ifRequired"; it is the string "ifrequired"; did you mean "ifRequired"?',
    ],
    "when as an Output": [
      { when: pulumi.output("ifRequired") },
      "reboot.when must be a plain value, because it decides which resources exist; it is an Output",
    ],
    "when as a promise": [
      { when: Promise.resolve("ifRequired") },
      "reboot.when must be a plain value, because it decides which resources exist; it is a promise",
    ],
    "a wrong option beside never": [
      { when: "never", warningSeconds: 1 },
      "reboot.warningSeconds must be a whole number of seconds from 5 to 86,400; it is 1",
    ],
    "a warning that outlasts the deadline": [
      { when: "ifRequired", warningSeconds: 600, timeoutSeconds: 300 },
      "reboot.timeoutSeconds leaves no time for the restart: people are warned for 600 seconds, and everything must be over after 300",
    ],
    "a group that is a name alone": [
      { when: "ifRequired", group: "clients" },
      "reboot.group must be an object; it is a string",
    ],
    "three faults at once": [
      { when: 1, ifUnknown: "guess", timeoutSecond: 5 },
      '(1) reboot.when must be "never" or "ifRequired"; it is 1 (2) reboot.ifUnknown must be "leave" or "reboot"; it is the string "guess" (3) reboot.timeoutSecond is not a known option; did you mean "timeoutSeconds"?',
    ],
  };
  for (const [what, [reboot, says]] of Object.entries(wrong)) {
    it(`refuses ${what} as reboot of the component, in one line and without a stack`, async () => {
      await registrationsOf(() => []);
      assert.throws(
        () => construct(reboot),
        (error: Error) => {
          assert.equal(error.message, `vpn: ${says}`);
          // The SDK prints the message of a RunError alone.
          assert.ok(pulumi.RunError.isInstance(error));
          return true;
        },
      );
    });
  }

  it("passes on an option of reboot that a promise or an Output brings, for the provider to check", async () => {
    const options = { warningSeconds: pulumi.output(1), timeoutSeconds: Promise.resolve(1) };
    const sent = await registrationsOf(() => [construct({ when: "ifRequired", ...options }).status]);
    const reboot = sent.find(({ type }) => type.endsWith(":Reboot"));
    assert.equal(reboot?.inputs.warningSeconds, 1);
    assert.equal(reboot?.inputs.timeoutSeconds, 1);
    assert.equal(reboot?.inputs.when, undefined);
  });
});
