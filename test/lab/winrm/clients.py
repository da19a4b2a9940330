"""Foreign WinRM clients: one JSON object a line in, one out.

{"tool": "pywinrm" | "pypsrp", "connection": {...}, "line": "..."} runs a command line and answers with its output, exit
code or error. {"tool": "pyspnego", ...} speaks to an HTTP listener step by step, so that messages can be spoiled.
"""

import base64
import http.client
import json
import ssl
import struct
import sys
import uuid

import requests.packages.urllib3
import spnego
from pypsrp.client import Client
from spnego.channel_bindings import GssChannelBindings
from winrm.protocol import Protocol

requests.packages.urllib3.disable_warnings()

RSP = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"


def pywinrm(connection, line, options):
    protocol = Protocol(
        endpoint="{scheme}://{host}:{port}/wsman".format(**connection),
        username=connection["user"],
        password=connection["password"],
        server_cert_validation="ignore",
        **{"transport": "ntlm", "read_timeout_sec": 10, "operation_timeout_sec": 5, **options},
    )
    shell = protocol.open_shell(codepage=65001)
    try:
        command = protocol.run_command(shell, line)
        output, errors, code = protocol.get_command_output(shell, command)
        protocol.cleanup_command(shell, command)
    finally:
        protocol.close_shell(shell)
        protocol.transport.close_session()
    return {"output": output.decode("latin1"), "errors": errors.decode("latin1"), "exitCode": code}


def pypsrp(connection, line, options):
    client = Client(
        connection["host"],
        port=connection["port"],
        ssl=connection["scheme"] == "https",
        username=connection["user"],
        password=connection["password"],
        cert_validation=False,
        **{"auth": "ntlm", "read_timeout": 10, "operation_timeout": 5, **options},
    )
    with client:
        output, errors, code = client.execute_cmd(line, encoding="latin1")
    return {"output": output, "errors": errors, "exitCode": code}


def create_request():
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:r="%s"><s:Header><a:To>http://lab/wsman</a:To>'
        "<w:ResourceURI>%s/cmd</w:ResourceURI><a:ReplyTo><a:Address>x</a:Address></a:ReplyTo>"
        "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Create</a:Action><a:MessageID>uuid:%s</a:MessageID>"
        "</s:Header><s:Body><r:Shell><r:OutputStreams>stdout stderr</r:OutputStreams></r:Shell></s:Body></s:Envelope>"
        % (RSP, RSP, uuid.uuid4())
    ).encode()


def sealed(context, clear):
    header, data, _ = context.wrap_winrm(clear)
    return bytearray(header), bytearray(data), len(clear)


def framed(header, data, length):
    head = (
        "--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
        "\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"
        "--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n" % length
    )
    return head.encode() + struct.pack("<i", len(header)) + bytes(header) + bytes(data) + b"--Encrypted Boundary--\r\n"


def by_hand(connection, _line, options):
    """Logs in with pyspnego and sends what `spoil` names; answers with the HTTP statuses, in order."""
    spoil = options.get("spoil")
    if connection["scheme"] == "https":
        wire = http.client.HTTPSConnection(
            connection["host"], connection["port"], timeout=10, context=ssl._create_unverified_context()
        )
    else:
        wire = http.client.HTTPConnection(connection["host"], connection["port"], timeout=10)
    bindings = None
    if "certificateHash" in options:
        bindings = GssChannelBindings(
            application_data=b"tls-server-end-point:" + bytes.fromhex(options["certificateHash"])
        )
    context = spnego.client(
        connection["user"],
        connection["password"],
        hostname=connection["host"],
        protocol="ntlm",
        channel_bindings=bindings,
    )
    statuses = []

    def post(body, headers):
        wire.request("POST", "/wsman", body, headers)
        response = wire.getresponse()
        content = response.read()
        statuses.append(response.status)
        return response, content

    token = context.step()
    response, _ = post(b"", {"Authorization": "Negotiate " + base64.b64encode(token).decode()})
    challenge = base64.b64decode(response.getheader("WWW-Authenticate").split(" ")[1])
    token = bytearray(context.step(challenge))
    if spoil == "mic":
        token[72] ^= 1
    if spoil == "sessionKey":
        token[struct.unpack_from("<I", token, 56)[0]] ^= 1
    post(b"", {"Authorization": "Negotiate " + base64.b64encode(bytes(token)).decode()})
    if connection["scheme"] == "https":
        return {"statuses": statuses}
    header, data, length = sealed(context, create_request())
    if spoil == "signature":
        header[5] ^= 1
    if spoil == "sequence":
        header[12] ^= 1
    if spoil == "body":
        data[len(data) // 2] ^= 1
    if spoil == "length":
        length += 1
    kind = {
        "Content-Type": "multipart/encrypted;"
        'protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    }
    body = framed(header, data, length)
    post(body, kind)
    if spoil == "replay":
        post(body, kind)
    if spoil == "otherConnection":
        wire.close()
        post(framed(*sealed(context, create_request())), kind)
    return {"statuses": statuses}


TOOLS = {"pywinrm": pywinrm, "pypsrp": pypsrp, "pyspnego": by_hand}

for question in sys.stdin:
    asked = json.loads(question)
    try:
        answer = TOOLS[asked["tool"]](asked["connection"], asked.get("line", ""), asked.get("options", {}))
    except Exception as fault:  # every failure is an answer
        answer = {"error": type(fault).__name__, "text": str(fault)[:2000]}
    print(json.dumps(answer), flush=True)
