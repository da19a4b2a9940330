import assert from "node:assert/strict";
import { InvalidInputError } from "../../../provider/errors";
import { MalformedReplyError } from "../../../provider/hosts/winrm/malformed-reply";
import {
  childOf,
  descendantOf,
  elementsIn,
  escapeXml,
  parseXml,
  textOf,
} from "../../../provider/hosts/winrm/xml";

describe("the XML reader", () => {
  it("finds elements by namespace, whatever their prefix", () => {
    const root = parseXml(
      '<?xml version="1.0"?><a xmlns="u:1" xmlns:q="u:2"><q:b>one</q:b><b>two</b><!-- three --></a>',
    );
    assert.equal(textOf(childOf(root, "u:2", "b")), "one");
    assert.equal(textOf(childOf(root, "u:1", "b")), "two");
    assert.equal(childOf(root, "u:3", "b"), undefined);
    assert.equal(elementsIn(root).length, 2);
  });

  it("reads text of several pieces", () => {
    const root = parseXml("<a><b> x&amp;&#x41;<![CDATA[<raw>]]><c>y</c> </b></a>");
    assert.equal(textOf(descendantOf(root, "", "b") ?? root), "x&A<raw>y");
  });

  const refused: Readonly<Record<string, string>> = {
    "a document type": "<!DOCTYPE a><a/>",
    "a document type in small letters": "<!doctype a><a/>",
    "an entity of its own": '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    "an entity from outside": '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
    "an unknown entity": "<a>&nbsp;</a>",
    "an instruction": "<?xml-stylesheet href='x'?><a/>",
    "an instruction inside": "<a><?go?></a>",
    "a tag that does not end": "<a><b></a",
    "tags that cross": "<a><b></a></b>",
    "a tag too many": "<a/></a>",
    "two roots": "<a/><b/>",
    "text after the root": "<a/>x",
    "an attribute without quotes": "<a b=c/>",
    "an attribute twice": "<a b='1' b='2'/>",
    "an unbound prefix": "<q:a/>",
    "a bare ampersand": "<a>&</a>",
    "a comment that does not end": "<a><!-- </a>",
    "a section that does not end": "<a><![CDATA[ </a>",
    "no tag": "hello",
    nothing: "",
    "white space": " \r\n",
    "a page of HTML": "<!DOCTYPE html><html><body><p>Not here<br></body></html>",
    "a character that XML cannot hold": "<a>&#0;</a>",
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuses ${name}`, () => assert.throws(() => parseXml(text), MalformedReplyError));
  }

  const limits: readonly (readonly [string, (count: number) => string, number, RegExp])[] = [
    [
      "elements inside each other",
      (count) => "<a>".repeat(count) + "</a>".repeat(count),
      40,
      /nested too deeply/,
    ],
    ["tags", (count) => `<a>${"<b/>".repeat(count - 2)}</a>`, 4_000, /too many elements/],
    ["characters in a tag", (count) => `<a b="${"x".repeat(count - 9)}"/>`, 4_096, /unclosed tag/],
    ["characters", (count) => `<a>${"x".repeat(count - 7)}</a>`, 1_048_576, /longer than/],
  ];
  for (const [what, document, most, message] of limits) {
    it(`reads ${most} ${what}, and not one more`, () => {
      assert.equal(parseXml(document(most)).localName, "a");
      assert.throws(() => parseXml(document(most + 1)), message);
    });
  }

  it("escapes every character that means something, so that it comes back as it was", () => {
    const text = `<&>"' \t\r\n%é😀`;
    const root = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
    assert.equal(root.getAttribute("b"), text);
    assert.equal(root.textContent, text);
    assert.doesNotMatch(escapeXml(text), /[<>"']/);
  });

  it("refuses to write what XML cannot hold", () => {
    for (const text of ["\0", "\x1b", "\ufffe", "\ud800", "a\udc00"]) {
      assert.throws(() => escapeXml(text), InvalidInputError);
    }
  });
});
