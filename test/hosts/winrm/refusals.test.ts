import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import {
  AccessDeniedError,
  AuthenticationError,
  ProtocolError,
  UnreachableError,
} from "../../../provider/errors";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import { WinrmLab } from "./winrm-lab";

describe("a WinRM connection tells HTTP errors apart:", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("Basic that is off", async () => {
    await assert.rejects(
      lab.open({ ...lab.secured, auth: "basic" }).run("exit 0"),
      /AUTHENTICATION: .*does not accept Basic/,
    );
  });

  it("NTLM that is off, where Kerberos is on", async () => {
    const headers = { "WWW-Authenticate": ["Kerberos", 'Basic realm="WSMAN"'] };
    lab.winrm.faults.add({ leg: "negotiate", effect: { kind: "status", status: 401, headers } });
    await assert.rejects(
      lab.open(lab.secured).run("exit 0"),
      /AUTHENTICATION: .*does not accept NTLM \(it accepts: "kerberos, basic"\).*Kerberos is not available yet/,
    );
  });

  it("a password, with what the host's log tells", async () => {
    await assert.rejects(lab.open({ ...lab.sealed, password: "wrong" }).run("exit 0"), (error) => {
      assert.ok(error instanceof AuthenticationError, String(error));
      assert.match(error.message, /Event 4625.*C0000234 locked.*C000035B/);
      assert.doesNotMatch(error.message, /wrong[^ ]/);
      return true;
    });
  });

  it("a client certificate that nobody mapped", async () => {
    const { key, certificate } = newCertificate({ userPrincipalName: "someone" });
    const { user: _, password: __, ...rest } = lab.secured;
    const host = lab.open({ ...rest, clientCertificate: certificate, clientKey: key });
    await assert.rejects(host.run("exit 0"), /AUTHENTICATION: .*rejected the client certificate/);
  });

  const statuses = {
    403: [AccessDeniedError, /IPv4Filter/],
    404: [ProtocolError, /no WinRM service at \/wsman/],
    503: [UnreachableError, /WinRM service is not running/],
    500: [ProtocolError, /HTTP status 500 and no message/],
  } as const;
  for (const [status, [kind, says]] of Object.entries(statuses)) {
    it(`HTTP status ${status}`, async () => {
      lab.winrm.faults.add({ leg: "negotiate", effect: { kind: "status", status: Number(status) } });
      await assert.rejects(lab.open(lab.sealed).run("exit 0"), (error) => {
        assert.ok(error instanceof kind, String(error));
        assert.match(error.message, says);
        return true;
      });
    });
  }
});
