import assert from "node:assert/strict";
import { mustBeOnPath } from "./real-powershell";

describe("a real PowerShell that is missing on PATH", () => {
  const real = { POWERSHELL_TEST_REAL: "1" };

  it("is no failure where no real machine was asked for", () => {
    for (const name of ["powershell", "pwsh"] as const)
      for (const environment of [{}, { CI: "true" }, { POWERSHELL_TEST_REAL: "" }])
        assert.equal(mustBeOnPath(name, environment), false);
  });

  it("is a failure on a real machine, for PowerShell 7 only where CI is true", () => {
    assert.equal(mustBeOnPath("powershell", real), true);
    assert.equal(mustBeOnPath("pwsh", real), false);
    assert.equal(mustBeOnPath("pwsh", { ...real, CI: "true" }), true);
  });
});
