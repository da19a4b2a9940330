import { systemClock } from "../../provider/clock";
import { defaultTimeouts } from "../../provider/hosts/connection";
import { type ReachedHost, ways } from "../resources/scenarios/way";
import { openHost } from "../support/open-host";
import { assertEveryByte, everyByte } from "./every-byte";

describe("the output of a program", function () {
  this.timeout(30_000);
  let reached: ReachedHost | undefined;
  afterEach(async () => {
    await reached?.lab.stop();
    await reached?.world?.stop();
    reached = undefined;
  });

  for (const { name, reach } of ways) {
    it(`comes back with each of the 256 byte values as it is, on both streams, over ${name}`, async () => {
      reached = await reach({});
      const { lab, connection } = reached;
      lab.windows.faults.add({ when: /echo bytes/, effect: { kind: "reply", result: everyByte } });
      const host = openHost(connection, {
        clock: systemClock,
        timeouts: defaultTimeouts,
        readSecret: (_property, source) => String(source),
      });
      try {
        await assertEveryByte(host, "echo bytes");
      } finally {
        await host.disconnect();
      }
    });
  }
});
