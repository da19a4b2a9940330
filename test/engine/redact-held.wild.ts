import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor } from "../../provider/engine/redact";
import { redacted } from "../../provider/sanitize";
import { checkProperty } from "../support/property";

describe("redaction of more secrets than there is room for", () => {
  const secretOf = (nth: number) => `c4nary-${nth}-of-many`;
  const shared = "a line of every key, shared";
  const room = 20_000;
  /** How many such secrets fit. */
  const fitting = () => {
    const redactor = new Redactor(room);
    for (let nth = 1000; nth < 1100; nth++) {
      try {
        redactor.remember(secretOf(nth));
      } catch {
        return nth - 1000;
      }
    }
    return assert.fail("there is no bound");
  };

  it("forgets the one that was read the longest ago among those that nobody holds", () => {
    const redactor = new Redactor(room);
    const count = fitting();
    assert.ok(count > 2, String(count));
    const letGo = Array.from({ length: count }, (_, nth) => redactor.remember(secretOf(1000 + nth)));
    letGo[1]?.();
    letGo[2]?.();
    redactor.remember(secretOf(1001))();
    redactor.remember(secretOf(2000));
    assert.equal(redactor.redact(secretOf(1001)), redacted);
    assert.equal(redactor.redact(secretOf(1002)), secretOf(1002));
    assert.equal(redactor.redact(secretOf(2000)), redacted);
  });

  it("refuses another one where all are held, and takes it once one is let go", () => {
    const redactor = new Redactor(room);
    const all = Array.from({ length: fitting() }, (_, nth) => secretOf(1000 + nth));
    const letGo = all.map((secret) => redactor.remember(secret));
    assert.throws(() => redactor.remember(secretOf(2000)), { code: "CREDENTIAL_UNAVAILABLE" });
    for (const secret of all) assert.equal(redactor.redact(secret), redacted);
    const again = redactor.remember(secretOf(1000));
    letGo[0]?.();
    letGo[0]?.();
    assert.throws(() => redactor.remember(secretOf(2000)), /more secrets are in use at a time/);
    again();
    redactor.remember(secretOf(2000));
    assert.equal(redactor.redact(secretOf(2000)), redacted);
  });

  it("takes out each that is held, whatever was read and let go before", () => {
    const step = fc.record({ nth: fc.nat(30), letsGo: fc.boolean() });
    checkProperty(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const redactor = new Redactor(4 * room);
        const held = new Map<string, (() => void)[]>();
        for (const { nth, letsGo } of steps) {
          // Some have lines in common, and some are too short to be looked for inside words.
          const secret = nth < 3 ? `s${nth}` : `${shared}\n${secretOf(nth % 20)}`;
          const holders = held.get(secret) ?? [];
          if (letsGo) holders.pop()?.();
          else {
            try {
              holders.push(redactor.remember(secret));
            } catch {
              assert.ok(held.size > 0);
            }
          }
          held.set(secret, holders);
          for (const [each, { length }] of held) {
            if (length === 0) continue;
            assert.equal(redactor.redact(each), redacted, each);
            if (each.startsWith(shared)) assert.equal(redactor.redact(shared), redacted);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
