import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, it } from "mocha";
import { longestAtOnce, readingTurn } from "../../../provider/clock";
import { CredentialGate } from "../../../provider/hosts/credential-gate";
import { newMessageId } from "../../../provider/hosts/winrm/messages/envelope";
import { createShellRequest } from "../../../provider/hosts/winrm/messages/shell";
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

  describe("beside peers that answer at length", () => {
    const othersReadings = 5;
    const header = {
      to: "http://127.0.0.1/wsman",
      messageId: newMessageId(),
      sessionId: newMessageId(),
      operationTimeoutSeconds: 20,
    };

    /** How many turns after its last byte an answer is read to which so many characters were added, all others being before it. */
    async function turnsUntilRead(characters: number): Promise<number> {
      const change = (soap: string) => soap.replace("<s:Header>", `$&<!--${"x".repeat(characters)}-->`);
      lab.winrm.faults.add({ leg: "create", effect: { kind: "soap", change } });
      let turns = 0;
      let arrived = 0;
      let next = setImmediate(function count() {
        turns++;
        next = setImmediate(count);
      });
      const watched = (address: string, port: number) => {
        const socket = connect({ host: address, port });
        return socket.on("data", () => {
          arrived = turns;
          for (let nth = 0; nth < othersReadings; nth++) void readingTurn();
        });
      };
      const other = new WinrmSession(target("127.0.0.1", "http"), stillClock, 20, {
        ...here,
        connect: watched,
      });
      try {
        await other.opened;
        const request = createShellRequest(header);
        return await other.exchange(request, "opening a shell", 5, () => turns - arrived);
      } finally {
        clearImmediate(next);
        other.close();
      }
    }

    it("reads a long answer in a turn of the event loop of its own, after other peers' answers", async () => {
      const turns = await turnsUntilRead(longestAtOnce);
      assert.ok(turns >= othersReadings - 1, `${turns} turns`);
    });

    it("reads a short answer at once, before other peers' long answers", async () => {
      const turns = await turnsUntilRead(1);
      assert.ok(turns <= 1, `${turns} turns`);
    });
  });

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
