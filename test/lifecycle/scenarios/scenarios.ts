import { cutWrite } from "./cut-write";
import { drifts } from "./drift";
import { failuresOfIdentity } from "./failures-of-identity";
import { failuresOfRestarts } from "./failures-of-restarts";
import { failuresOnTheHost } from "./failures-on-the-host";
import { failuresOnTheWay } from "./failures-on-the-way";
import { restarts } from "./restart";
import type { Scenario } from "./scenario";
import { startStates } from "./start-states";
import { lives } from "./whole-life";

/** Every scenario, in the order of the table's rows. */
export const scenarios: readonly Scenario[] = [
  ...lives,
  ...drifts,
  ...restarts,
  ...startStates,
  ...failuresOnTheWay,
  cutWrite,
  ...failuresOnTheHost,
  ...failuresOfIdentity,
  ...failuresOfRestarts,
];
