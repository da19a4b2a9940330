import assert from "node:assert/strict";
import ssh2 from "ssh2";
import { newEd25519Keys } from "./ssh-keys";

describe("SSH keys for tests", () => {
  it("are made again until the library can read them", () => {
    const good = newEd25519Keys();
    const cut = { ...good, private: good.private.replace(/\n.{20}/, "\n") };
    assert.ok(ssh2.utils.parseKey(cut.private) instanceof Error);
    const made = [cut, cut, good];
    assert.equal(
      newEd25519Keys(undefined, () => made.shift() ?? cut),
      good,
    );
  });
});
