import assert from "node:assert/strict";
import { restartOutlook } from "../../provider/restart/outlook";
import { type ReadyWhen, readyWhenInWords } from "../../provider/restart/ready-when";
import { unknownSentinel } from "../../provider/validation/schema";

describe("what a run waits for, in words", () => {
  const cases: readonly (readonly [ReadyWhen, string])[] = [
    [{ services: ["RasMan"] }, "RasMan runs"],
    [{ services: ["RasMan", "RemoteAccess"] }, "RasMan and RemoteAccess run"],
    [{ tcp: [1723] }, "port 1723 answers"],
    [
      { services: ["a", "b", "c"], tcp: [1723, { host: "vpn.example.net", port: 443 }, { port: 1 }] },
      "a, b, and c run and port 1723, vpn.example.net:443, and port 1 answer",
    ],
    [{ tcp: [{ host: "2001:db8::1", port: 443 }] }, "[2001:db8::1]:443 answers"],
    [{ services: [unknownSentinel] }, "what readyWhen names works"],
  ];
  for (const [readyWhen, words] of cases) {
    it(words, () => assert.equal(readyWhenInWords(readyWhen), words));
  }

  it("ends what a preview says of a restart", () => {
    assert.equal(
      restartOutlook({ readyWhen: { services: ["RasMan"] } }),
      "restarts if Windows does not use the value yet; its users are warned 60 s before; then waits until RasMan runs",
    );
    assert.doesNotMatch(restartOutlook({}), /waits/);
  });
});
