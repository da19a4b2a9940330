import assert from "node:assert/strict";
import { defaultTimeouts } from "../../../provider/hosts/connection";
import type { PowerShellConnection } from "../../../provider/hosts/powershell/connection";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";

/** Offers one wrong password for the connection's account, and prints what Windows calls that: which of two ways it has is not known. */
export function describeWrongPassword(title: string, connection: () => PowerShellConnection): void {
  describe(`a wrong password (${title})`, function () {
    this.timeout(180_000);
    it("is rejected, and offered once", async () => {
      const readSecret = () => "a-wrong-pa55word";
      const context = { clock: stillClock, timeouts: defaultTimeouts, readSecret, rejected: new Map() };
      const host = openHost({ ...connection(), password: "a-wrong-pa55word" }, context);
      try {
        await assert.rejects(host.run("exit 0"), (error: Error & { code?: string }) => {
          if (process.platform === "win32") console.log(`      ${error.message}`);
          return error.code === "AUTHENTICATION" || error.code === "ACCESS_DENIED";
        });
        await assert.rejects(host.run("exit 0"), /not tried again/);
      } finally {
        await host.disconnect();
      }
    });
  });
}
