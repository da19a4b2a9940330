import assert from "node:assert/strict";
import { checkRestart, type RestartCandidate } from "../../provider/restart/check-restart";
import { guardNames } from "../../provider/restart/restart-options";
import type { Sign } from "../../provider/windows/guards";
import { absent, dword } from "../../provider/windows/registry-value";
import { freeHost } from "./free-host";

type Found = RestartCandidate["found"];

const there: Sign = { state: "there", reading: "the reading" };
const unread: Sign = { state: "unread", came: "what came" };
const withRole = (name: keyof Found["roles"], sign: Sign): Partial<Found> => ({
  roles: { ...freeHost.found.roles, [name]: sign },
});

const check = (found: Partial<Found>, alsoIf?: readonly (typeof guardNames)[number][]) =>
  checkRestart({
    ...freeHost,
    found: { ...freeHost.found, ...found },
    options: alsoIf === undefined ? {} : { alsoIf },
  });

/** What was read, which guard it is, and what the reason names. */
const guarded: readonly (readonly [Partial<Found>, (typeof guardNames)[number], RegExp])[] = [
  [{ productType: "LanmanNT" }, "domainController", /domain controller: ProductType is LanmanNT/],
  [{ productType: undefined }, "domainController", /may be .*could not be read: ProductType/],
  [{ productType: "NewNT" }, "domainController", /may be .*it reads "NewNT"/],
  [withRole("clusterNode", there), "clusterNode", /it is a cluster node: the reading/],
  [withRole("clusterNode", unread), "clusterNode", /may be a cluster node, .*: what came/],
  [withRole("hypervisor", there), "hypervisor", /virtual machines: the reading/],
  [withRole("hypervisor", unread), "hypervisor", /may be .*: what came/],
  [withRole("preBootPin", there), "preBootPin", /waits for a person at its start: the reading/],
  [withRole("preBootPin", unread), "preBootPin", /may be .*: what came/],
];

describe("a guard", () => {
  for (const [found, name, reading] of guarded) {
    it(`holds a restart with the reading, and names its option: ${reading.source}`, () => {
      const result = check(found);
      assert.ok(result.result === "held" && result.how === "guarded");
      assert.match(result.reason, reading);
      assert.ok(result.reason.includes(`"${name}" in reboot.alsoIf`), result.reason);
    });

    it(`is lifted by its own name alone: ${reading.source}`, () => {
      assert.equal(check(found, [name]).result, "go");
      const others = guardNames.filter((other) => other !== name);
      assert.equal(check(found, others).result, "held");
    });
  }

  it("never lets a container be restarted, whatever the program names", () => {
    for (const containerType of [
      { state: "known", value: dword(2) },
      { state: "unread", came: "nothing" },
      { state: "keyUnread" },
    ] as const) {
      const result = check({ containerType }, guardNames);
      assert.equal(result.result === "held" && result.how, "guarded");
    }
    assert.equal(check({ containerType: { state: "known", value: absent } }).result, "go");
  });

  it("lets servers and clients go on", () => {
    for (const productType of ["WinNT", "ServerNT"]) assert.equal(check({ productType }).result, "go");
  });
});
