import type { RestartCandidate } from "../../provider/restart/check-restart";
import { absent } from "../../provider/windows/registry-value";

/** A host on which nothing speaks against a restart. */
export const freeHost: RestartCandidate = {
  found: {
    quser: { state: "silent" },
    loadedHives: [],
    productType: "ServerNT",
    containerType: { state: "known", value: absent },
    roles: {
      clusterNode: { state: "absent" },
      hypervisor: { state: "absent" },
      preBootPin: { state: "absent" },
    },
    servicingNow: false,
  },
  people: { state: "listed", sessions: [] },
  services: [],
  pendingReasons: [],
  options: {},
  now: Date.parse("2026-11-30T20:00:00Z"),
  pendingSince: Date.parse("2026-11-30T20:00:00Z"),
  expectedSeconds: 660,
};
