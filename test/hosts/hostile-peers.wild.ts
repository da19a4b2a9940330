import { Redactor } from "../../provider/engine/redact";
import { detectShell, unsupportedShell } from "../../provider/hosts/shell-detection";
import { closed, sshProgress } from "../../provider/hosts/ssh/failure";
import { agentKeyFingerprint, hostKeyFormFault } from "../../provider/hosts/ssh/host-key";
import { readKeyText } from "../../provider/hosts/ssh/key-text";
import { parseKnownHosts } from "../../provider/hosts/ssh/known-hosts";
import { methodsLeft } from "../../provider/hosts/ssh/library";
import { parsePrivateKey } from "../../provider/hosts/ssh/private-key";
import { readFault } from "../../provider/hosts/winrm/faults";
import { unframePlain } from "../../provider/hosts/winrm/framing";
import { readReceiveReply } from "../../provider/hosts/winrm/messages/command";
import { readReply } from "../../provider/hosts/winrm/messages/envelope";
import { readCreateShellReply } from "../../provider/hosts/winrm/messages/shell";
import { readChallenge } from "../../provider/hosts/winrm/ntlm/challenge";
import { parseXml } from "../../provider/hosts/winrm/xml";
import { quoteForeign, quoteForeignUnicode } from "../../provider/sanitize";
import { assertLinear, type HostileTexts, repeating } from "../support/growth";

const soap = "http://www.w3.org/2003/05/soap-envelope";
const shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
const begin = `<s:Envelope xmlns:s='${soap}' xmlns:rsp='${shell}'><s:Header/><s:Body>`;
const end = "</s:Body></s:Envelope>";
const beginPem = "-----BEGIN RSA PRIVATE KEY-----\n";
const endPem = "\n-----END RSA PRIVATE KEY-----";
const ed25519 = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from("ssh-ed25519"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]);
const knownKey = ` ssh-ed25519 ${ed25519.toString("base64")}`;

const xml: HostileTexts = {
  "openings of an element": repeating("<a "),
  "elements without an end": repeating("<a>"),
  "elements beside each other": repeating("<a/>", begin, end),
  "elements with text": repeating("<rsp:Stream Name='stdout' CommandId='c'>eA==</rsp:Stream>", begin, end),
  "one long text": repeating("x", begin, end),
  "one long attribute": repeating("x", `${begin}<a b='`, `'/>${end}`),
  "many attributes": (length) =>
    `${begin}${Array.from({ length: length / 3000 }, () => `<a ${Array.from({ length: 300 }, (_, at) => `b${at}='x'`).join(" ")}/>`).join("")}${end}`,
  "many name spaces": (length) =>
    `${begin}${Array.from({ length: length / 4000 }, () => `<a ${Array.from({ length: 230 }, (_, at) => `xmlns:b${at}='x'`).join(" ")}/>`).join("")}${end}`,
  references: repeating("&amp;", begin, end),
  "half references": repeating("&", begin, end),
  comments: repeating("<!-- x -->", begin, end),
  "a comment without an end": repeating("<!-- -", begin, end),
  "raw text": repeating("<![CDATA[x]]>", begin, end),
  "ends of raw text": repeating("]]>", begin, end),
  blanks: repeating(" ", begin, end),
  quotes: repeating("'", `${begin}<a b=`, end),
  "base64 with blanks": repeating(
    "eA== ",
    `${begin}<rsp:ReceiveResponse><rsp:Stream Name='stdout' CommandId='c'>`,
    `</rsp:Stream></rsp:ReceiveResponse>${end}`,
  ),
};

const greeting: HostileTexts = {
  identifications: repeating("SSH-"),
  "identifications on lines": repeating("SSH-\n"),
  "methods of a login": repeating("password,", "Inbound: Received USERAUTH_FAILURE (", ")"),
  "halves of a method list": repeating("(", "Inbound: Received USERAUTH_FAILURE "),
  "answers of cmd": repeating("Windows_NT+$PSHOME+"),
  "answers of no shell": repeating("%OS%+"),
  "quoted lines": repeating('"\n"'),
  "wide characters": repeating("W\0"),
  directives: repeating("::error::"),
  "signs of directives": repeating("#"),
  colours: repeating("<{%"),
  marks: repeating("…"),
  underlines: repeating("section_"),
};

const keys: HostileTexts = {
  openings: repeating("-----BEGIN "),
  "openings on lines": repeating("-----BEGIN RSA PRIVATE KEY-----\n"),
  parameters: repeating("-----BEGIN EC PARAMETERS-----", "", endPem),
  "headers of a key": repeating("a: b\n", beginPem, endPem),
  "half headers": repeating("a:\n", beginPem, endPem),
  "headers of a key before a wrong end": repeating("a: b\n", beginPem, `${endPem}\nx`),
  "half headers before a wrong end": repeating("a:b", beginPem, `${endPem}\nx`),
  "an encrypted key of headers": repeating("a: b\n", `${beginPem}Proc-Type: 4,ENCRYPTED\n`, `${endPem}\nx`),
  colons: repeating(":", beginPem, endPem),
  "blanks in a key": repeating(" \n", beginPem, endPem),
  "a long key": repeating("AAAA", beginPem, endPem),
  "broken lines of two characters": repeating("\\n", "-----BEGIN "),
  dashes: repeating("-"),
  "an OpenSSH key of blanks": repeating(
    "\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    "\n-----END OPENSSH PRIVATE KEY-----",
  ),
  "fields of a PuTTY key": repeating(
    "a-Lines: 1\nAAAA\n",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n",
  ),
  "lines of a PuTTY key": repeating(
    "AAAA\n",
    "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPrivate-Lines: 999999\n",
  ),
  "a PuTTY key": repeating(
    "AAAA\n",
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\n",
  ),
};

const knownHosts: HostileTexts = {
  "names on one line": repeating("a,", "", knownKey),
  "stars in a name": repeating("*a", "", knownKey),
  "question marks in a name": repeating("?*", "", knownKey),
  "stars in many names": repeating(`*e*e*e*x${knownKey}\n`),
  "short lines": repeating("a b c\n"),
  "a long key": repeating("A", "a ssh-ed25519 "),
  words: repeating("a "),
  markers: repeating("@revoked "),
};

const reply = (text: string) => readReply(text, "uuid:1");
const replyOf = (text: string) => ({ body: parseXml(text), fault: undefined });
const answer = (text: string) => ({ exitCode: 0, output: text, errorOutput: text });
const shellOf = (text: string) => {
  const detected = detectShell(answer(text));
  return "shell" in detected ? detected : unsupportedShell("vpn01", detected).message;
};
const known = new Redactor();
known.remember("correct horse battery staple");
known.remember("section_");
const source = (text: string) => ({ text, property: "privateKey", source: text });

const readers: Readonly<Record<string, { read: (text: string) => unknown; of: HostileTexts }>> = {
  "an envelope": { read: reply, of: xml },
  "a fault": { read: (text) => readFault(parseXml(text)), of: xml },
  "a command's output": { read: (text) => readReceiveReply(replyOf(text), "c"), of: xml },
  "a new shell": { read: (text) => readCreateShellReply(replyOf(text)), of: xml },
  "a plain frame": {
    read: (text) => unframePlain("application/soap+xml", Buffer.from(text)),
    of: { blanks: xml.blanks ?? repeating(" ") },
  },
  "an NTLM challenge": {
    read: (text) => readChallenge(Buffer.from(text, "latin1")),
    of: {
      markers: repeating("NTLMSSP\0"),
      pairs: repeating("\x01\0\0\0", `NTLMSSP\0\x02\0\0\0${"\0".repeat(36)}`),
    },
  },
  "which shell it is": { read: shellOf, of: greeting },
  "the methods that are left": { read: methodsLeft, of: greeting },
  "what comes before SSH": {
    read: (text) => closed(sshProgress({ host: "vpn01", port: 22 }, "banner", text)),
    of: greeting,
  },
  "a quotation": { read: (text) => [quoteForeign(text), quoteForeignUnicode(text)], of: greeting },
  "secrets in a text": { read: (text) => known.redact(text), of: greeting },
  "a key": { read: readKeyText, of: keys },
  "a private key": { read: (text) => parsePrivateKey(source(text), undefined), of: keys },
  known_hosts: {
    read: (text) => parseKnownHosts(text).map((entry) => entry.speaksOf("e".repeat(60), 22)),
    of: knownHosts,
  },
  "a host key": { read: hostKeyFormFault, of: knownHosts },
  "an agent's key": { read: agentKeyFingerprint, of: knownHosts },
};

describe("what a peer says, made to take long", () => {
  for (const [name, { read, of }] of Object.entries(readers)) {
    for (const [what, hostile] of Object.entries(of)) {
      it(`is read in time that grows with its length: ${name}, ${what}`, () => assertLinear(read, hostile));
    }
  }
});
