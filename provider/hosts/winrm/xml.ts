import { DOMParser, type Element, type Node } from "@xmldom/xmldom";
import { InvalidInputError } from "../../errors";
import { MalformedReplyError } from "./malformed-reply";
import { checkXmlLimits, isXmlText } from "./xml-limits";

/** Namespaces of WS-Management messages, by the prefixes that we write. */
export const namespaces = {
  s: "http://www.w3.org/2003/05/soap-envelope",
  a: "http://schemas.xmlsoap.org/ws/2004/08/addressing",
  w: "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
  p: "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
  rsp: "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
  x: "http://schemas.xmlsoap.org/ws/2004/09/transfer",
  f: "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
  wmiError: "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError",
} as const;

/** An element of a parsed document. */
export type XmlElement = Element;

/** Most characters of a document that are read. */
const largestDocument = 1024 * 1024;

/**
 * Reads a document: well-formed XML with namespaces, without a document type, entities of its own or processing
 * instructions (SOAP 1.2 part 1, section 5).
 * @returns its root
 * @throws MalformedReplyError for everything else
 */
export function parseXml(text: string): XmlElement {
  if (text.length > largestDocument) {
    throw new MalformedReplyError(`the host's reply is longer than ${largestDocument} characters`);
  }
  checkXmlLimits(text);
  try {
    const root = new DOMParser({ onError: stop, locator: false }).parseFromString(
      text,
      "text/xml",
    ).documentElement;
    if (root !== null) return root;
  } catch (error) {
    throw new MalformedReplyError("the host's reply is not well-formed XML", error);
  }
  throw new MalformedReplyError("the host's reply has no content");
}

/** Children with this name, in order. */
export function childrenOf(parent: XmlElement, namespace: string, name: string): XmlElement[] {
  return elementsIn(parent).filter((child) => isNamed(child, namespace, name));
}

/** The first child with this name. */
export function childOf(
  parent: XmlElement | undefined,
  namespace: string,
  name: string,
): XmlElement | undefined {
  return parent === undefined ? undefined : childrenOf(parent, namespace, name)[0];
}

/** The first element with this name anywhere inside. */
export function descendantOf(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  for (const child of elementsIn(parent)) {
    const found = isNamed(child, namespace, name) ? child : descendantOf(child, namespace, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Child elements of any name, in order. */
export function elementsIn(parent: XmlElement): XmlElement[] {
  const elements: XmlElement[] = [];
  for (let node: Node | null = parent.firstChild; node !== null; node = node.nextSibling) {
    if (node.nodeType === node.ELEMENT_NODE) elements.push(node as XmlElement);
  }
  return elements;
}

/** Whether the element has this expanded name; prefixes are the writer's own affair. */
export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.localName === name && element.namespaceURI === namespace;
}

/** All text inside, without white space around it. */
export function textOf(element: XmlElement | undefined): string {
  return (element?.textContent ?? "").trim();
}

/** Text as it can stand in content and in attributes. @throws InvalidInputError if XML cannot hold it */
export function escapeXml(text: string): string {
  if (!isXmlText(text)) {
    throw new InvalidInputError({
      operation: "write a WinRM message",
      problem: "a text in it has a character that XML does not allow",
      hint: "Remove control characters from names, passwords and commands.",
    });
  }
  return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function stop(_level: string, message: string): never {
  throw new Error(message);
}
