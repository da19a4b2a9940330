import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NatTraversalError } from "../../../provider/errors";
import { channelBinding } from "../../../provider/hosts/winrm/channel-binding";
import { faultError, faultRow } from "../../../provider/hosts/winrm/faults";
import { frameSealed, unframePlain, unframeSealed } from "../../../provider/hosts/winrm/framing";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import { readCommandReply, readReceiveReply } from "../../../provider/hosts/winrm/messages/command";
import { readReply } from "../../../provider/hosts/winrm/messages/envelope";
import { readCreateShellReply } from "../../../provider/hosts/winrm/messages/shell";
import { NtlmClient } from "../../../provider/hosts/winrm/ntlm/client";
import { NtlmSession } from "../../../provider/hosts/winrm/ntlm/session";
import { mutated, randomNumbers } from "./mutations";
import { challengeMessage, textPair } from "./ntlm-challenge";
import * as replies from "./replies";

/** A reply that is in order, and what reads it. */
interface Reader {
  readonly whole: Buffer;
  readonly read: (bytes: Buffer) => unknown;
  /** How many changed ones must pass: for what is sealed none need, as no change goes unseen. */
  readonly least: number;
}

const contentType = "application/soap+xml;charset=UTF-8";
const sessionKey = Buffer.alloc(16, 0x55);
const sealed = frameSealed(new NtlmSession(sessionKey, "server"), replies.commandReply());
const certificates = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "cases", "winrm-channel-binding", "certificates.json"), "utf8"),
) as readonly { readonly case: string; readonly certificate: string }[];
const pss = certificates.find((one) => one.case === "pss-sha384")?.certificate ?? "";

function xmlReader(whole: string, read: (text: string) => unknown): Reader {
  return { whole: Buffer.from(whole), read: (bytes) => read(unframePlain(contentType, bytes)), least: 1 };
}

const readers: Readonly<Record<string, Reader>> = {
  "the challenge": {
    whole: challengeMessage([
      textPair(2, "Domain"),
      textPair(1, "Server"),
      { id: 6, value: Buffer.from([2, 0, 0, 0]) },
      { id: 7, value: Buffer.alloc(8, 7) },
    ]),
    read: (bytes) =>
      new NtlmClient({ domain: ".", user: "anna", password: "x", targetName: "HTTP/vpn01" }).authenticate(
        bytes,
      ),
    least: 1,
  },
  "the certificate": { whole: Buffer.from(pss, "base64"), read: channelBinding, least: 1 },
  // Nothing that was changed may be read at all.
  "the sealed body": {
    whole: sealed.body,
    read: (bytes) => {
      const text = unframeSealed(new NtlmSession(sessionKey), sealed.contentType, bytes);
      assert.equal(text, replies.commandReply(), "what was sealed came out as something else");
    },
    least: 0,
  },
  "the content type": {
    whole: Buffer.from(sealed.contentType),
    read: (bytes) => unframeSealed(new NtlmSession(sessionKey), bytes.toString("latin1"), sealed.body),
    least: 0,
  },
  "the reply to Create": xmlReader(replies.createShellReply(), (text) =>
    readCreateShellReply(readReply(text, replies.messageId)),
  ),
  "the reply to Command": xmlReader(replies.commandReply(), (text) =>
    readCommandReply(readReply(text, replies.messageId)),
  ),
  "the reply to Receive": xmlReader(
    replies.receiveReply(
      replies.stream("stdout", Buffer.alloc(300, "output ")) +
        replies.stream("stderr", Buffer.from("oh")) +
        replies.stream("stdout") +
        replies.commandState("Done", "0"),
    ),
    (text) => readReceiveReply(readReply(text, replies.messageId), replies.commandId),
  ),
  "a fault": xmlReader(
    replies.faultReply(2150858843, "w:InvalidSelectors", "The shell was not found."),
    (text) => {
      const { fault } = readReply(text, replies.messageId);
      if (fault === undefined) return;
      const place = { host: "vpn01", where: "port 5986", phase: "waiting for output" } as const;
      const error = faultError(fault, place, "anna");
      assert.ok(error.message.length < 2_000, "a message as long as the host likes");
      assert.doesNotMatch(error.message, /\p{Cc}/u, "a message with the host's control characters");
      return faultRow(fault);
    },
  ),
};

/** Gives every reader this many replies that are almost in order: it reads them, or says in our words why not. PROPERTY_SEED repeats one. */
export function describeMutatedReplies(count: number): void {
  const seed = Number(process.env.PROPERTY_SEED ?? Date.now() & 0x7fffffff);
  describe(`${count} mutated replies a reader, seed ${seed}`, function () {
    this.timeout(60_000);
    for (const [name, { whole, read, least }] of Object.entries(readers)) {
      it(`of ${name} are read or refused`, () => {
        read(whole);
        const random = randomNumbers(seed);
        let refused = 0;
        let slowest = 0;
        for (let index = 0; index < count; index++) {
          const bytes = mutated(whole, random);
          const before = process.cpuUsage();
          try {
            read(bytes);
          } catch (error) {
            refused++;
            if (!(error instanceof MalformedReplyError || error instanceof NatTraversalError)) {
              throw new Error(`reply ${index} of seed ${seed}: ${bytes.toString("base64")}`, {
                cause: error,
              });
            }
          }
          slowest = Math.max(slowest, process.cpuUsage(before).user);
        }
        assert.ok(slowest < 5_000_000, `${slowest} µs`);
        // Some must be refused and some read, or this would be a test of nothing.
        assert.ok(refused > count / 20 && count - refused >= least, `${refused} of ${count} were refused`);
      });
    }
  });
}
