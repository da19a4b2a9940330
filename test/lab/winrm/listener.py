"""A WinRM listener on pyspnego's acceptor, for our client: one JSON object a line in, one out.

{"do": "start", "users": [[domain, user, password]], "certificate": path, "key": path, "clientCertificate": pem,
"bindTo": hex, "spoil": what}
answers {"port": n}; {"do": "report", "port": n} answers what was seen. A command line is not run: it comes back in the
output, with text in the errors and the exit code 3; "slow" lines take three Receives.
"""

import base64
import json
import os
import re
import ssl
import struct
import sys
import tempfile
import threading
import uuid
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import spnego
from spnego.channel_bindings import GssChannelBindings

S = "http://www.w3.org/2003/05/soap-envelope"
A = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
X = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
R = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
F = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
PLAIN = "application/soap+xml;charset=UTF-8"
SEALED = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
FRAME = re.compile(
    rb"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
    rb"\tOriginalContent: type=application/soap\+xml;charset=UTF-8;Length=(\d+)\r\n"
    rb"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n(.*)--Encrypted Boundary--\r\n\Z",
    re.DOTALL,
)


class Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, options):
        super().__init__(("127.0.0.1", 0), Handler)
        self.options = options
        self.seen = {"connections": 0, "requests": [], "logins": [], "refusals": [], "commands": [], "open": 0}
        self.shells = {}
        if "certificate" in options:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(options["certificate"], options["key"])
            if "clientCertificate" in options:
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                context.verify_mode = ssl.CERT_OPTIONAL
                context.load_verify_locations(cadata=options["clientCertificate"])
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        self.seen["requests"].append("broken: %s" % (sys.exc_info()[1],))


class Handler(BaseHTTPRequestHandler):
    """One object a connection, and so one login."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.seen["connections"] += 1
        self.context = None
        self.last = b""

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = self.headers.get("Authorization", "")
        requests = self.server.seen["requests"]
        if given.startswith("Basic "):
            if base64.b64decode(given[6:]).decode() != ":".join(self.server.options["users"][0][1:]):
                return self.refuse("wrong password")
            return self.serve(body)
        if given == MUTUAL:
            if not self.connection.getpeercert():
                return self.refuse("no client certificate")
            return self.serve(body)
        if given.startswith("Negotiate "):
            return self.log_in(base64.b64decode(given[10:]), body)
        if self.context is None or not self.context.complete:
            requests.append("ask")
            return self.send(401, b"", {"WWW-Authenticate": "Negotiate"})
        return self.serve(body)

    def log_in(self, token, body):
        requests = self.server.seen["requests"]
        if token[8] == 1:
            bindings = None
            if "bindTo" in self.server.options:
                bindings = GssChannelBindings(
                    application_data=b"tls-server-end-point:" + bytes.fromhex(self.server.options["bindTo"])
                )
            self.context = spnego.server(protocol="ntlm", channel_bindings=bindings)
        try:
            answer = self.context.step(token)
        except Exception as fault:
            self.context = None
            return self.refuse(type(fault).__name__)
        if not self.context.complete:
            requests.append("negotiate")
            return self.send(401, b"", {"WWW-Authenticate": "Negotiate " + base64.b64encode(answer).decode()})
        self.server.seen["logins"].append(self.context.client_principal)
        if body == b"":
            requests.append("authenticate")
            return self.send(200, b"", {})
        return self.serve(body)

    def refuse(self, reason):
        self.server.seen["requests"].append("refused")
        self.server.seen["refusals"].append(reason)
        self.send(401, b"", {"WWW-Authenticate": "Negotiate"})

    def serve(self, body):
        """A request that is logged in: sealed where there is no TLS."""
        sealed = self.headers["Content-Type"] == SEALED
        if not sealed and "certificate" not in self.server.options:
            self.server.seen["requests"].append("unsealed")
            return self.send(500, b"", {})
        if sealed:
            length, payload = FRAME.match(body).groups()
            size = struct.unpack("<i", payload[:4])[0]
            header, data = payload[4 : 4 + size], payload[4 + size :]
            if len(data) != int(length):
                raise ValueError("wrong length")
            body = self.context.unwrap_winrm(header, data)
        status, soap = answer_to(self.server, ET.fromstring(body))
        if not sealed:
            return self.send(status, soap, {"Content-Type": PLAIN})
        return self.send_sealed(status, soap)

    def send_sealed(self, status, soap):
        spoil = self.server.options.get("spoil") if self.server.seen["requests"][-1] == "Command" else None
        if spoil == "plain":
            return self.send(status, soap, {"Content-Type": PLAIN})
        header, data, _ = self.context.wrap_winrm(soap)
        header, data = bytearray(header), bytearray(data)
        if spoil == "signature":
            header[5] ^= 1
        if spoil == "body":
            data[len(data) // 2] ^= 1
        head = (
            "--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            "\tOriginalContent: type=%s;Length=%d\r\n"
            "--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n" % (PLAIN, len(soap))
        )
        framed = head.encode() + struct.pack("<i", len(header)) + header + data + b"--Encrypted Boundary--\r\n"
        if spoil == "replay":
            framed = self.last
        self.last = framed
        return self.send(status, framed, {"Content-Type": SEALED})

    def send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def answer_to(server, envelope):
    header, content = envelope.find("{%s}Header" % S), envelope.find("{%s}Body" % S)
    action = header.findtext("{%s}Action" % A).rsplit("/", 1)[1]
    message = header.findtext("{%s}MessageID" % A)
    shell = header.findtext("{%s}SelectorSet/{%s}Selector" % (W, W))
    seen, shells = server.seen, server.shells
    seen["requests"].append(action)
    if action == "Create":
        shell = str(uuid.uuid4()).upper()
        shells[shell] = None
        seen["open"] += 1
        created = (
            '<x:ResourceCreated><a:Address>http://lab/wsman</a:Address><a:ReferenceParameters><w:SelectorSet>'
            '<w:Selector Name="ShellId">%s</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>'
        )
        return 200, reply(action, message, created % shell)
    if shell not in shells:
        return 500, fault(message, 2150858843, "InvalidSelectors", "The shell was not found.")
    if action == "Delete":
        del shells[shell]
        seen["open"] -= 1
        return 200, reply(action, message, "")
    if action == "Command":
        line = content.findtext("{%s}CommandLine/{%s}Command" % (R, R))
        seen["commands"].append(line)
        shells[shell] = {"id": str(uuid.uuid4()).upper(), "line": line, "asked": 0}
        return 200, reply(
            action,
            message,
            "<r:CommandResponse><r:CommandId>%s</r:CommandId></r:CommandResponse>" % shells[shell]["id"],
        )
    if action == "Receive":
        return receive(message, shells[shell])
    return 200, reply(action, message, "<r:%sResponse/>" % action)


def receive(message, command):
    command["asked"] += 1
    slow = command["line"].startswith("slow")
    if slow and command["asked"] == 1:
        return 200, reply("Receive", message, received(command, [("stdout", b"early ")], "Running"))
    if slow and command["asked"] == 2:
        return 500, fault(message, 2150858793, "TimedOut", "The operation took too long.")
    line = command["line"].encode()
    streams = [("stdout", b"ran "), ("stdout", line), ("stderr", "Überschuß".encode())]
    return 200, reply("Receive", message, received(command, streams, "Done"))


def received(command, streams, state):
    text = "".join(
        '<r:Stream Name="%s" CommandId="%s">%s</r:Stream>' % (name, command["id"], base64.b64encode(data).decode())
        for name, data in streams
    )
    code = "<r:ExitCode>3</r:ExitCode>" if state == "Done" else ""
    return '<r:ReceiveResponse>%s<r:CommandState CommandId="%s" State="%s/CommandState/%s">%s</r:CommandState></r:ReceiveResponse>' % (
        text,
        command["id"],
        R,
        state,
        code,
    )


def reply(action, message, body):
    where = X if action in ("Create", "Delete") else R
    return envelope_of("%s/%sResponse" % (where, action), message, body)


def fault(message, code, subcode, text):
    body = (
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:%s</s:Value></s:Subcode></s:Code>"
        '<s:Reason><s:Text xml:lang="en-US">%s</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="%s" Code="%d">'
        "<f:Message>%s</f:Message></f:WSManFault></s:Detail></s:Fault>" % (subcode, text, F, code, text)
    )
    return envelope_of("http://schemas.dmtf.org/wbem/wsman/1/wsman/fault", message, body)


def envelope_of(action, message, body):
    return (
        '<s:Envelope xmlns:s="%s" xmlns:a="%s" xmlns:w="%s" xmlns:x="%s" xmlns:r="%s"><s:Header><a:Action>%s</a:Action>'
        "<a:MessageID>uuid:%s</a:MessageID><a:RelatesTo>%s</a:RelatesTo></s:Header><s:Body>%s</s:Body></s:Envelope>"
        % (S, A, W, X, R, action, str(uuid.uuid4()).upper(), message, body)
    ).encode()


LISTENERS = {}


def start(options):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, dir=os.environ["REFEREE_FOLDER"]) as file:
        file.writelines("%s:%s:%s\n" % tuple(user) for user in options["users"])
    os.environ["NTLM_USER_FILE"] = file.name
    listener = Listener(options)
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    port = listener.server_address[1]
    LISTENERS[port] = listener
    return {"port": port}


for question in sys.stdin:
    asked = json.loads(question)
    if asked["do"] == "start":
        result = start(asked)
    elif asked["do"] == "report":
        result = LISTENERS[asked["port"]].seen
    else:
        closing = LISTENERS.pop(asked["port"])
        closing.shutdown()
        closing.server_close()
        result = {}
    print(json.dumps(result), flush=True)
