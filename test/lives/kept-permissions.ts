import { type KeptLife, up } from "./kept-life";

/** Lives in which a restart came that something forbade, or was said to be put off where it was not; by what must not happen. */
export const keptPermissions: Readonly<Record<string, KeptLife>> = {
  "a restart is called put off after somebody else has restarted the host": {
    steps: [{ do: "log on", user: "ann" }, up, { do: "restart by hand" }, { do: "refresh" }],
  },
  "days in which people put an earlier change off are counted against those who are logged on now": {
    program: { postponeAtMostDays: 1 },
    steps: [
      { do: "log on", user: "ann" },
      up,
      { do: "restart by hand" },
      { do: "wait", seconds: 86_400 },
      { do: "log on", user: "bob" },
      { do: "edit", to: { behindNat: "server" } },
      up,
    ],
  },
};
