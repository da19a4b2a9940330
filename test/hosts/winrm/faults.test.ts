import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NatTraversalError, UnreachableError } from "../../../provider/errors";
import { classify, type WinrmPhase } from "../../../provider/hosts/winrm/failure";
import { faultTable } from "../../../provider/hosts/winrm/fault-table";
import { faultError, faultRow, readFault } from "../../../provider/hosts/winrm/faults";
import { type Attempt, httpError } from "../../../provider/hosts/winrm/http-errors";
import { evaluateCertificate } from "../../../provider/hosts/winrm/tls";
import { parseXml } from "../../../provider/hosts/winrm/xml";
import { replyWith } from "./replies";

interface Expected {
  readonly code: string;
  readonly problem: string;
  readonly hint: string;
  readonly commandMayHaveRun?: boolean;
}

/** A fault in a reply; a reply without one; a certificate; or what Node's TLS says. */
type Trouble =
  | {
      readonly phase: WinrmPhase;
      readonly user: string | null;
      readonly reply: string;
      readonly kind: string;
      readonly remedy: string;
    }
  | ({
      readonly phase: WinrmPhase;
      readonly user: string | null;
      readonly status: number;
      readonly offered: string | null;
      readonly server: string | null;
    } & Omit<Attempt, "user">)
  | { readonly certificate: { readonly sha256: string; readonly fault?: string }; readonly pin?: string }
  | { readonly phase: WinrmPhase; readonly socketCode: string };

type Case = Trouble & { readonly case: string; readonly expected: Expected };

const folder = join(__dirname, "..", "..", "cases", "winrm-faults");
const cases = readdirSync(folder).map(
  (file) =>
    ({ file, ...JSON.parse(readFileSync(join(folder, file), "utf8")) }) as Case & { readonly file: string },
);

function errorOf(trouble: Trouble): unknown {
  const host = "vpn01.example.net";
  if ("certificate" in trouble) {
    const { certificate, pin } = trouble;
    const trust =
      pin === undefined
        ? ({ kind: "authorities", ca: undefined } as const)
        : ({ kind: "pin", sha256: pin } as const);
    return thrownBy(() =>
      evaluateCertificate(host, trust, { sha256: certificate.sha256, fault: certificate.fault }),
    );
  }
  const progress = { host, where: "port 5986", phase: trouble.phase };
  if ("socketCode" in trouble)
    return classify(progress, Object.assign(new Error("x"), { code: trouble.socketCode }));
  const user = trouble.user ?? undefined;
  if ("status" in trouble) {
    const { status, offered, server, method, wasOffered, hasTls } = trouble;
    const headers = {
      ...(offered === null ? {} : { "www-authenticate": offered }),
      ...(server === null ? {} : { server }),
    };
    const attempt = { method, user, wasOffered, hasTls };
    return httpError(progress, { status, headers, body: Buffer.alloc(0) }, attempt);
  }
  const fault = readFault(parseXml(replyWith(trouble.reply)));
  assert.ok(fault);
  assert.deepEqual(
    { kind: faultRow(fault).kind, remedy: faultRow(fault).remedy },
    { kind: trouble.kind, remedy: trouble.remedy },
  );
  return faultError(fault, progress, user);
}

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

describe("what a WinRM host refuses", () => {
  it("every row of the fault table has a case", () => {
    const met = new Set(cases.map((one) => ("kind" in one ? one.kind : "")));
    assert.deepEqual(
      faultTable.map(({ kind }) => kind).filter((kind) => !met.has(kind)),
      [],
    );
  });

  it("no two rows of the fault table share a number or a word", () => {
    const marks = faultTable.flatMap(({ codes, subcodes }) => [...codes, ...subcodes]);
    assert.equal(new Set(marks).size, marks.length);
  });

  for (const { file, expected, ...trouble } of cases) {
    it(`names ${trouble.case} (${file})`, () => {
      const error = errorOf(trouble);
      assert.ok(error instanceof NatTraversalError);
      const said: Expected = {
        code: error.code,
        problem: error.details.problem,
        hint: error.details.hint,
        ...(error instanceof UnreachableError ? { commandMayHaveRun: error.commandMayHaveRun } : {}),
      };
      assert.equal(error.host, "vpn01.example.net");
      assert.deepEqual(said, expected);
    });
  }

  it("a reply without a fault has none", () => assert.equal(readFault(parseXml(replyWith(""))), undefined));
});
