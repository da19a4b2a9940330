import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DOMParser, type Element } from "@xmldom/xmldom";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import {
  commandRequest,
  type Received,
  readCommandReply,
  readReceiveReply,
  receiveRequest,
  signalRequest,
} from "../../../provider/hosts/winrm/messages/command";
import { newMessageId, type RequestHeader, readReply } from "../../../provider/hosts/winrm/messages/envelope";
import {
  createShellRequest,
  deleteShellRequest,
  readCreateShellReply,
} from "../../../provider/hosts/winrm/messages/shell";
import {
  commandId,
  commandReply,
  commandState,
  createShellReply,
  faultReply,
  messageId,
  receiveReply,
  replyWith,
  shellId,
  stream,
} from "./replies";

const header: RequestHeader = {
  to: "http://vpn01:5985/wsman",
  messageId,
  sessionId: "uuid:99999999-8888-7777-6666-555555555555",
  operationTimeoutSeconds: 20,
};
const line = 'ver & reg query "HKLM\\SOFTWARE\\a b" 2>&1 <nul';

const requests: Readonly<Record<string, string>> = {
  "create-shell": createShellRequest(header),
  command: commandRequest(header, shellId, line),
  receive: receiveRequest(header, shellId, commandId),
  signal: signalRequest(header, shellId, commandId),
  "delete-shell": deleteShellRequest(header, shellId),
};

/** Every element with its namespace, attributes and own text; headers in any order. */
function outline(element: Element): string {
  const attributes = Array.from(element.attributes)
    .filter(({ namespaceURI }) => namespaceURI !== "http://www.w3.org/2000/xmlns/")
    .map(({ namespaceURI, localName, value }) => `{${namespaceURI ?? ""}}${localName}=${value}`);
  const nodes = Array.from(element.childNodes);
  const children = nodes
    .filter((node) => node.nodeType === node.ELEMENT_NODE)
    .map((node) => outline(node as Element));
  if (element.localName === "Header") children.sort();
  const text = nodes.map((node) => (node.nodeType === node.TEXT_NODE ? (node.nodeValue ?? "") : "")).join("");
  const own = [`{${element.namespaceURI}}${element.localName}`, ...attributes.sort(), text.trim()]
    .join(" ")
    .trim();
  return [
    own,
    ...children
      .join("\n")
      .split("\n")
      .filter((child) => child !== "")
      .map((child) => `  ${child}`),
  ].join("\n");
}

function outlineOf(xml: string): string {
  const root = new DOMParser().parseFromString(xml, "text/xml").documentElement;
  assert.ok(root);
  return outline(root);
}

function received(content: string): Received {
  return readReceiveReply(readReply(receiveReply(content), messageId), commandId);
}

const golden = join(__dirname, "..", "..", "cases", "winrm-messages");

describe("WinRM's messages", () => {
  describe("to the host", () => {
    it("have a model each", () =>
      assert.deepEqual(
        readdirSync(golden).sort(),
        Object.keys(requests)
          .map((name) => `${name}.xml`)
          .sort(),
      ));

    for (const [name, request] of Object.entries(requests)) {
      it(`${name} says what its model says`, () => {
        assert.equal(outlineOf(request), outlineOf(readFileSync(join(golden, `${name}.xml`), "utf8")));
        assert.doesNotMatch(request, />\s+</);
      });
    }

    it("stay whole whatever is put into them", () => {
      const wild = `"><w:Option Name='x'>&amp;]]>`;
      const root = new DOMParser().parseFromString(
        commandRequest(header, wild, wild),
        "text/xml",
      ).documentElement;
      const texts = ["Command", "Selector"].map(
        (name) => root?.getElementsByTagNameNS("*", name)[0]?.textContent,
      );
      assert.deepEqual(texts, [wild, wild]);
    });

    it("have an id of their own", () => {
      assert.match(newMessageId(), /^uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
      assert.notEqual(newMessageId(), newMessageId());
    });
  });

  describe("from the host", () => {
    it("are known by the id that they relate to, in either case and with or without its scheme", () => {
      for (const id of [messageId, messageId.toUpperCase(), messageId.slice(5), `urn:${messageId}`]) {
        assert.equal(readReply(replyWith("", id), messageId).fault, undefined);
      }
    });

    it("are refused when they relate to another request, or to none", () => {
      for (const id of ["uuid:11111111-2222-3333-4444-555555555556", "x", ""]) {
        assert.throws(() => readReply(replyWith("", id), messageId), /does not belong to this request/);
      }
    });

    it("may be faults that do not know what they relate to, but not to something else", () => {
      const fault = faultReply(5, "w:AccessDenied", "Access is denied.");
      const unrelated = fault.replace(/<a:RelatesTo>.*?<\/a:RelatesTo>/, "");
      assert.equal(readReply(unrelated, messageId).fault?.code, 5);
      assert.throws(
        () => readReply(fault.replace(`RelatesTo>${messageId}`, "RelatesTo>x"), messageId),
        MalformedReplyError,
      );
    });

    it("are refused when they are no SOAP 1.2, or have no body", () => {
      for (const wrong of [
        "<html/>",
        replyWith("").replace(/s:Envelope/g, "s:Letter"),
        replyWith("").replace("2003/05/soap-envelope", "2001/12/soap-envelope"),
        replyWith("").replace("<s:Body></s:Body>", ""),
      ]) {
        assert.throws(() => readReply(wrong, messageId), MalformedReplyError);
      }
    });

    it("Create names the shell, with or without a prefix", () => {
      for (const id of [shellId, `uuid:${shellId}`]) {
        assert.equal(readCreateShellReply(readReply(createShellReply(id), messageId)), id);
      }
      for (const wrong of [
        createShellReply(""),
        createShellReply("x".repeat(500)),
        createShellReply().replace('"ShellId"', '"Other"'),
        commandReply(),
      ]) {
        assert.throws(() => readCreateShellReply(readReply(wrong, messageId)), MalformedReplyError);
      }
    });

    it("Command names the command", () => {
      assert.equal(readCommandReply(readReply(commandReply(), messageId)), commandId);
      for (const wrong of [commandReply(""), commandReply("x".repeat(500)), createShellReply()]) {
        assert.throws(() => readCommandReply(readReply(wrong, messageId)), MalformedReplyError);
      }
    });

    it("Receive gives the bytes of both streams, each piece decoded by itself", () => {
      const euro = Buffer.from("a€b");
      const answer = received(
        stream("stdout", euro.subarray(0, 2)) +
          stream("stderr", Buffer.from([0, 255])) +
          stream("stdout", euro.subarray(2)) +
          stream("stdout") +
          stream("stderr") +
          commandState("Done", "3"),
      );
      assert.deepEqual(answer, { output: euro, errorOutput: Buffer.from([0, 255]), done: { exitCode: 3 } });
    });

    it("Receive reads base64 in lines", () => {
      const lines = stream("stdout", Buffer.from("hello world")).replace("aGVsbG8g", "\r\n  aGVs\n bG8g\r\n");
      assert.equal(received(lines).output.toString(), "hello world");
    });

    it("Receive knows that a command goes on", () => {
      for (const states of [
        "",
        commandState("Running"),
        commandState("Pending"),
        commandState("Running", "0"),
      ]) {
        assert.equal(received(states).done, undefined);
      }
    });

    it("Receive takes the state that says Done, of several", () => {
      const states = commandState("Running") + commandState("Done", "7") + commandState("Running");
      assert.deepEqual(received(states).done, { exitCode: 7 });
    });

    for (const [text, code] of [
      ["0", 0],
      ["4294967295", 0xffffffff],
      ["-1", 0xffffffff],
      ["2147943401", 2147943401],
      ["-2147023895", 2147943401],
      [" 1 ", 1],
    ] as const) {
      it(`Receive reads the exit code ${text}`, () =>
        assert.deepEqual(received(commandState("Done", text)).done, { exitCode: code }));
    }

    for (const text of [undefined, "", "x", "0x1", "1e3", "4294967296", "-2147483649", "1.5", "1 2"]) {
      it(`Receive takes ${text ?? "a missing exit code"} for none`, () =>
        assert.throws(() => received(commandState("Done", text)), /without an exit code/));
    }

    it("Receive refuses what is about another command, or is not base64", () => {
      const other = "9A2F7A9B-0000-4000-8000-000000000002";
      for (const wrong of [
        stream("stdout", Buffer.from("x"), other),
        commandState("Done", "0", other),
        stream("stdout", Buffer.from("x")).replace(/CommandId="[^"]*"/, ""),
        stream("stdout", Buffer.from("abc")).replace("YWJj", "YW!j"),
        stream("stdout", Buffer.from("abc")).replace("YWJj", "YWJ"),
      ]) {
        assert.throws(() => received(wrong), MalformedReplyError, wrong);
      }
    });

    it("Receive refuses the reply to something else", () =>
      assert.throws(
        () => readReceiveReply(readReply(commandReply(), messageId), commandId),
        /has no ReceiveResponse/,
      ));
  });
});
