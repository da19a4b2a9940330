import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, it } from "mocha";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { WinrmSession, type WinrmTarget } from "../../../provider/hosts/winrm/session";
import { stillClock } from "../../support/still-clock";
import { WinrmLab } from "./winrm-lab";

describe("a session over WinRM", () => {
  let lab: WinrmLab;
  let session: WinrmSession;
  beforeEach(async () => {
    lab = await WinrmLab.start();
    session = new WinrmSession(target("127.0.0.1", "http"), stillClock, 20);
    await session.opened;
  });
  afterEach(() => lab.stop());

  function target(host: string, scheme: "http" | "https"): WinrmTarget {
    return {
      host,
      endpoint: { scheme, port: lab.winrm[scheme].port },
      credential: { method: "ntlm", user: "Administrator", password: "correct horse" },
      trust: { kind: "any" },
      names: { account: "a", atHost: "a" },
      gate: CredentialGate.of(new Map()),
    };
  }

  for (const scheme of ["http", "https"] as const) {
    it(`opens to a name beyond ASCII over ${scheme}`, async () => {
      const other = new WinrmSession(target("bücher.example", scheme), stillClock, 20, here);
      await other.opened;
      other.close();
    });

    // Node crashes where TCP is destroyed before TLS in the turn in which the handshake ends.
    it(`fails alone where a name cannot be sent over ${scheme}`, async () => {
      const other = new WinrmSession(target("b\u0001x", scheme), stillClock, 20, here);
      await assert.rejects(other.opened, { code: "ERR_INVALID_CHAR" });
      assert.equal(other.isOpen, false);
    });
  }

  /** Wherever a name leads, it leads here. */
  const here = {
    addressesOf: async () => ["127.0.0.1"],
    connect: (host: string, port: number) => connect({ host, port }),
  };

  const faults = {
    "without a code": new TypeError("undefined is not a function"),
    "that Node gave a code": Object.assign(new TypeError("not a string"), { code: "ERR_INVALID_ARG_TYPE" }),
    "of a range": Object.assign(new RangeError("out of range"), { code: "ERR_OUT_OF_RANGE" }),
  };
  for (const [words, fault] of Object.entries(faults)) {
    it(`ends with a fault of this program ${words} as it is, and blames no host`, async () => {
      const read = () => {
        throw fault;
      };
      const exchange = session.exchange("<x/>", "opening a shell", 5, read);
      await assert.rejects(exchange, (error) => error === fault);
      assert.equal(session.isOpen, false);
      await assert.rejects(
        session.exchange("<x/>", "opening a shell", 5, () => undefined),
        (error) => error === fault,
      );
    });
  }
});
