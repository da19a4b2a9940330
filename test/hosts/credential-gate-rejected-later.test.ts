import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { AuthenticationError } from "../../provider/errors";
import { laterRejectionOf } from "../../provider/hosts/credential-gate";
import { namesAt, newGate, rejectionBy, settled } from "./shown-credential";

describe("the credential gate at a host that took the credential and rejects it later", () => {
  let { gate, shown, show } = newGate();
  beforeEach(() => {
    ({ gate, shown, show } = newGate());
  });

  async function taken(host: string) {
    const first = show(host);
    first.takes();
    await first.result;
  }

  /** Offers it to a host that rejects it; the error is its answer, or an earlier one. */
  async function rejectedAt(host: string): Promise<unknown> {
    const attempt = show(host);
    await settled();
    attempt.fails(rejectionBy(host));
    return attempt.result.then(
      () => assert.fail("it was accepted"),
      (error: unknown) => error,
    );
  }

  it("offers it again only if asked, and three times at most until it is taken again", async () => {
    await taken("a");
    for (const round of [1, 2]) {
      for (const times of [1, 2, 3]) {
        const rejection = laterRejectionOf(await rejectedAt("a"));
        assert.equal(rejection?.times, times, `round ${round}`);
        assert.equal(laterRejectionOf(await rejectedAt("a"))?.times, times, "not offered, not counted");
        rejection.allowAgain();
      }
      if (round === 1) await taken("a");
    }
    assert.equal(laterRejectionOf(await rejectedAt("a")), undefined);
    assert.equal(shown.length, 9, "1 + 3 + 1 + 3 + 1");
  });

  it("lets a newer rejection stand where an older one is allowed again", async () => {
    await taken("a");
    const old = laterRejectionOf(await rejectedAt("a"));
    old?.allowAgain();
    await rejectedAt("a");
    old?.allowAgain();
    assert.throws(() => gate.throwIfRejected(namesAt("a")), AuthenticationError);
  });

  it("tells nothing of a host that never took it, or of an account that is rejected everywhere", async () => {
    await taken("a");
    assert.equal(laterRejectionOf(await rejectedAt("b")), undefined);
    ({ gate, shown, show } = newGate());
    assert.equal(laterRejectionOf(await rejectedAt("c")), undefined);
    assert.equal(laterRejectionOf(await rejectedAt("a")), undefined);
  });

  it("keeps no other host from being tried", async () => {
    await taken("a");
    laterRejectionOf(await rejectedAt("a"))?.allowAgain();
    gate.noteRestarting(namesAt("a"), true);
    show("a");
    const other = show("b");
    await settled();
    other.takes();
    assert.equal(await other.result, "b");
  });
});
