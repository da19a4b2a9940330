import assert from "node:assert/strict";
import { Rc4 } from "../../../provider/hosts/winrm/ntlm/legacy-crypto";

/** RFC 6229 section 2: bytes of the key stream, by key and offset. */
const vectors: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "0102030405": {
    0: "b2396305f03dc027ccc3524a0a1118a8",
    16: "6982944f18fc82d589c403a47a0d0919",
    768: "eb62638d4f0ba1fe9fca20e05bf8ff2b",
    1536: "d8729db41882259bee4f825325f5a130",
    3072: "ec0e11c479dc329dc8da7968fe965681",
  },
  "0102030405060708090a0b0c0d0e0f10": {
    0: "9ac7cc9a609d1ef7b2932899cde41b97",
    16: "5248c4959014126a6e8a84f11d1a9e1c",
    240: "065902e4b620f6cc36c8589f66432f2b",
    768: "eccbe13de1fcc91c11a0b26c0bc8fa4d",
    1536: "ffa0b514647ec04f6306b892ae661181",
    3072: "c05d88abd50357f935a63c59ee537623",
    4096: "a36a4c301ae8ac13610ccbc12256cacc",
  },
  "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20": {
    0: "eaa6bd25880bf93d3f5d1e4ca2611d91",
    768: "e7a7b9e9ec540d5ff43bdb12792d1b35",
    1536: "3e34135c79db010200767651cf263073",
  },
};

describe("RC4", () => {
  for (const [key, pieces] of Object.entries(vectors)) {
    it(`makes the key stream of RFC 6229 for ${(key.length / 2) * 8} bits`, () => {
      const stream = new Rc4(Buffer.from(key, "hex")).apply(Buffer.alloc(4112));
      for (const [offset, bytes] of Object.entries(pieces)) {
        assert.equal(stream.subarray(Number(offset), Number(offset) + 16).toString("hex"), bytes, offset);
      }
    });
  }

  it("goes on where it was, however the bytes are cut", () => {
    const key = Buffer.from("Key");
    const plain = Buffer.from("Plaintext");
    const pieces = new Rc4(key);
    const cut = Buffer.concat(
      [plain.subarray(0, 1), plain.subarray(1, 1), plain.subarray(1)].map((piece) => pieces.apply(piece)),
    );
    assert.equal(cut.toString("hex"), "bbf316e8d940af0ad3");
    assert.deepEqual(plain, Buffer.from("Plaintext"));
  });
});
