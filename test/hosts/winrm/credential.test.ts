import assert from "node:assert/strict";

import crypto = require("node:crypto");

import { mock } from "node:test";
import { afterEach, beforeEach, describe, it } from "mocha";
import { CredentialUnavailableError } from "../../../provider/errors";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { md5 } from "../../../provider/hosts/winrm/ntlm/legacy-crypto";
import { newCertificate } from "../../lab/simulated/winrm/certificate";
import { WinrmLab } from "./winrm-lab";

describe("a credential for WinRM", () => {
  let lab: WinrmLab;
  beforeEach(async () => {
    lab = await WinrmLab.start();
  });
  afterEach(() => lab.stop());

  it("says all at once what is wrong with its files and keys, without their content", async () => {
    const { user: _, password: __, ...rest } = lab.secured;
    const connection: WinrmConnection = {
      ...rest,
      clientCertificate: "canary",
      clientKey: newCertificate().key,
    };
    assert.throws(
      () => lab.open(connection),
      (error) => {
        assert.ok(error instanceof CredentialUnavailableError, String(error));
        assert.match(error.message, /clientCertificate .*is not PEM text/);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      },
    );
    const [one, other] = [newCertificate(), newCertificate()];
    assert.throws(
      () => lab.open({ ...rest, clientCertificate: one.certificate, clientKey: other.key }),
      /clientKey .*does not belong to clientCertificate/,
    );
    assert.throws(
      () => lab.open({ ...lab.secured, ca: { file: "/nowhere/ca.pem" } }),
      /ca \(file .*does not exist/,
    );
  });

  const mishaps: Readonly<Record<string, (pem: string) => string>> = {
    "line breaks written as two characters": (pem) => pem.replace(/\n/g, "\\n"),
    "CRLF written as four characters": (pem) => pem.replace(/\n/g, "\\r\\n"),
    indentation: (pem) => pem.replace(/^/gm, "    "),
    "blanks at the ends of lines": (pem) => pem.replace(/$/gm, "  "),
    "carriage returns alone": (pem) => pem.replace(/\n/g, "\r"),
    "a byte order mark": (pem) => `\ufeff${pem}`,
  };
  for (const [mishap, happen] of Object.entries(mishaps)) {
    it(`reads keys and certificates with ${mishap}`, () => {
      const { user: _, password: __, certificateSha256: ___, ...rest } = lab.secured;
      const { certificate, key } = newCertificate();
      const pair = { clientCertificate: happen(certificate), clientKey: happen(key) };
      assert.doesNotThrow(() => lab.open({ ...rest, ...pair, ca: happen(certificate) }));
    });
  }

  it("is not made for NTLM where Node has no MD5, in the words of NTLM's own digests", () => {
    const { createHash } = crypto;
    const mocked = mock.method(crypto, "createHash", (name: string) => {
      if (name === "md5") throw new Error("unsupported");
      return createHash(name);
    });
    try {
      const { problem, hint } = refusalOf(() => md5()).details;
      const refusal = refusalOf(() => lab.open(lab.sealed));
      assert.ok(refusal.message.includes(`${problem}. ${hint}`), refusal.message);
      assert.doesNotThrow(() => lab.open({ ...lab.secured, auth: "basic" }));
    } finally {
      mocked.mock.restore();
    }
  });
});

function refusalOf(work: () => unknown): CredentialUnavailableError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CredentialUnavailableError, String(error));
    return error;
  }
  return assert.fail("it was not refused");
}
