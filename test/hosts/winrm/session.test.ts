import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { systemClock } from "../../../provider/clock";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { tcpTo } from "../../../provider/hosts/winrm/dial";
import { WinrmSession } from "../../../provider/hosts/winrm/session";
import { WinrmLab } from "./winrm-lab";

describe("a session over WinRM", () => {
  let lab: WinrmLab;
  let session: WinrmSession;
  beforeEach(async () => {
    lab = await WinrmLab.start();
    const target = {
      host: "127.0.0.1",
      plan: { first: { scheme: "http", port: lab.winrm.http.port } },
      credential: { method: "ntlm", user: "Administrator", password: "correct horse" },
      trust: { kind: "any" },
      connectTcp: tcpTo("127.0.0.1"),
      names: { account: "a", atHost: "a" },
      gate: CredentialGate.of(new Map()),
    } as const;
    session = new WinrmSession(target, systemClock, 20);
    await session.opened;
  });
  afterEach(() => lab.stop());

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
