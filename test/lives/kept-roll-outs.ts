import type { KeptLife } from "./kept-life";
import type { Group, Step } from "./life";

/** The place of the host that is proven is free again only after the other one has failed, at 300 s; two more wait for it. */
const limits: Group = { name: "vpn", maxUnavailable: 2, settleSeconds: 600 };
const firstStaysDark: Step = { do: "power", returns: false, on: 1 };

/** Lives of several hosts whose restarts depend on one another; by what must not happen. */
export const keptRollOuts: Readonly<Record<string, KeptLife>> = {
  "a host goes down that waited when another host of its group failed": {
    hosts: 4,
    program: { groups: [limits] },
    steps: [firstStaysDark, { do: "up" }],
  },
  "a host goes down after as many failures of its group as the strictest of its members allows": {
    hosts: 4,
    program: { groups: [{ ...limits, stopAfterFailures: 3 }, limits] },
    steps: [firstStaysDark, { do: "up" }],
  },
  "what is left of a roll-out as its window closes is left out of the next one": {
    hosts: 3,
    program: {
      groups: [{ name: "vpn", settleSeconds: 400 }],
      window: { from: "09:00", to: "09:20", timeZone: "Asia/Kolkata" },
    },
    steps: [{ do: "up" }],
  },
};
