import assert from "node:assert/strict";
import { mock } from "node:test";
import { answersIke } from "../../examples/drained-servers/ike";
import { IkeResponder } from "../support/ike-responder";

describe("the question whether a VPN server answers", () => {
  let server: IkeResponder;

  beforeEach(async () => {
    server = await IkeResponder.start();
  });

  afterEach(() => server.stop());

  const ask = (timeoutSeconds = 0.1) => answersIke({ host: "127.0.0.1", port: server.port, timeoutSeconds });

  it("is a first message of IKEv1's main mode with the five offers of Windows, whose lengths are right", async () => {
    assert.equal(await ask(7), true);
    const [message = Buffer.alloc(0)] = server.messages;
    assert.equal(message.length, message.readUInt32BE(24), "length of the message");
    assert.deepEqual([...message.subarray(8, 20)], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0x10, 2, 0]);
    const kinds: number[] = [];
    let next = message[16] ?? 0;
    for (let at = 28; next !== 0; at += message.readUInt16BE(at + 2)) {
      kinds.push(next);
      next = message[at] ?? 0;
    }
    assert.deepEqual(kinds, [1, 13, 13, 13], "an association, and three vendors");
    assert.equal(message.readUInt16BE(42), message.readUInt16BE(30) - 12, "length of the proposal");
    const transforms: string[] = [];
    for (let at = 48, type = 3; type === 3; at += message.readUInt16BE(at + 2)) {
      type = message[at] ?? 0;
      transforms.push(message.toString("hex", at + 8, at + message.readUInt16BE(at + 2)));
    }
    const life = "800b0001000c000400007080";
    assert.deepEqual(transforms, [
      `80010007800e0100800200028004001480030001${life}`,
      `80010007800e0080800200028004001380030001${life}`,
      `80010007800e0100800200028004000e80030001${life}`,
      `80010005800200028004000e80030001${life}`,
      `80010005800200028004000280030001${life}`,
    ]);
  });

  it("is asked again where the first datagram is lost", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      server.answers = false;
      const asked = ask(7);
      while (server.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
      server.answers = true;
      mock.timers.tick(1_000);
      assert.equal(await asked, true);
    } finally {
      mock.timers.reset();
    }
    const [first, second] = server.messages;
    assert.deepEqual(first, second);
  });

  const refusals: Readonly<Record<string, (answer: Buffer) => Buffer>> = {
    "an answer to somebody else": (answer) => Buffer.concat([Buffer.alloc(8), answer.subarray(8)]),
    "a refusal: an informational exchange": (answer) => {
      answer[16] = 11;
      answer[18] = 5;
      return answer;
    },
    "a header alone": (answer) => answer.subarray(0, 28),
    "an empty datagram": () => Buffer.alloc(0),
  };
  for (const [words, change] of Object.entries(refusals)) {
    it(`is answered with no by ${words}`, async () => {
      server.change = change;
      assert.equal(await ask(), false);
      assert.equal(server.messages.length, 1);
    });
  }

  it("is answered with no by silence, and by an address that nothing can be sent to", async () => {
    server.answers = false;
    assert.equal(await ask(), false);
    assert.equal(await answersIke({ host: "::1", timeoutSeconds: 60 }), false);
  });
});
