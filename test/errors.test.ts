import assert from "node:assert/strict";
import * as errors from "../provider/errors";

const details = {
  operation: "do it",
  host: "vpn01",
  problem: "it went wrong",
  hint: "Mend it.",
  cause: new Error("below"),
};
const more = { phase: "banner", commandMayHaveRun: true, exitCode: 7 } as const;

type Kind = new (details: errors.ErrorDetails & typeof more) => errors.NatTraversalError;

const kinds = Object.entries(errors as Record<string, unknown>).filter(
  (entry): entry is [string, Kind] =>
    typeof entry[1] === "function" && entry[0].endsWith("Error") && entry[0] !== "NatTraversalError",
);

describe("the family of errors", () => {
  it("has one class for each code", () => {
    const codes = kinds.map(([, Kind]) => new Kind({ ...details, ...more }).code);
    assert.deepEqual(codes.sort(), [...errors.errorCodes].sort());
  });

  for (const [name, Kind] of kinds) {
    it(`names ${name} after its code, and says the four things`, () => {
      const error = new Kind({ ...details, ...more });
      assert.ok(error instanceof errors.NatTraversalError && error instanceof Error);
      assert.equal(error.name, name);
      assert.equal(name.toLowerCase(), `${error.code.replaceAll("_", "").toLowerCase()}error`);
      assert.equal(
        error.message,
        `${error.code}: could not do it on vpn01: it went wrong. Mend it. See ${errors.pageOf(error.code)}`,
      );
      assert.deepEqual([error.host, error.cause], ["vpn01", details.cause]);
    });

    it(`stays ${name} with other details, and keeps all that is not replaced`, () => {
      const error = new Kind({ ...details, ...more });
      const other = error.withDetails({ problem: "the way was lost" });
      assert.ok(other !== error && other instanceof Kind);
      assert.equal(
        other.message,
        `${error.code}: could not do it on vpn01: the way was lost. Mend it. See ${errors.pageOf(error.code)}`,
      );
      assert.deepEqual(
        { ...other, details: { ...other.details, problem: "" } },
        { ...error, details: { ...error.details, problem: "" } },
      );
      assert.equal(other.cause, details.cause);
    });
  }

  it("is told apart by the code alone", () => {
    const said = [
      new errors.UnreachableError({ ...details, ...more }),
      new errors.CommandError({ ...details, ...more }),
      new errors.TlsError(details),
    ].map(inShort);
    assert.deepEqual(said, ["banner", "7", "TLS"]);
  });

  it("says nothing of a host where none plays a part", () => {
    const error = new errors.InvalidInputError({ ...details, host: undefined });
    assert.equal(
      error.message,
      "INVALID_INPUT: could not do it: it went wrong. Mend it. See docs/errors.md#invalid_input",
    );
  });
});

/** Compiles only as long as the code narrows the type. */
function inShort(error: errors.UnreachableError | errors.CommandError | errors.TlsError): string {
  switch (error.code) {
    case "UNREACHABLE":
      return error.phase;
    case "COMMAND":
      return String(error.exitCode);
    case "TLS":
      return error.code;
  }
}
