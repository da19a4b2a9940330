import assert from "node:assert/strict";
import { AuthenticationError } from "../../../provider/errors";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { GatedAuth } from "../../../provider/hosts/ssh/gated-auth";
import { until } from "../../support/until";

describe("a login that waits for its turn", () => {
  const names = { account: "CORP", atHost: "vpn01" };
  const hungUp = new AuthenticationError({ operation: "a", host: "vpn01", problem: "b", hint: "C." });

  it("offers nothing when it is over by then, and what ended it is not held against the credential", async () => {
    const gate = CredentialGate.of(new Map());
    let letGo = () => {};
    const other = gate.offer(names, () => new Promise<void>((resolve) => (letGo = resolve)));
    let [offered, failed] = [0, 0];
    const auth = new GatedAuth(
      {
        answer: () => {
          offered += 1;
        },
      },
      { gate, names },
      {
        opened: Promise.reject(hungUp),
        isOpen: () => false,
        wait: (over) => void over.catch(() => undefined),
        fail: () => {
          failed += 1;
        },
      },
    );
    auth.answer([], false, () => {});
    letGo();
    await other;
    await until(() => failed === 1);
    assert.equal(offered, 0);
    gate.throwIfRejected(names);
  });
});
