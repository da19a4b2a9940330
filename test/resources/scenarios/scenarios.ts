import { cutWrite } from "./cut-write";
import { drifts } from "./drift";
import { failuresOfIdentity } from "./failures-of-identity";
import { failuresOfLinks } from "./failures-of-links";
import { failuresOfLogOns } from "./failures-of-log-ons";
import { failuresOfRestarts } from "./failures-of-restarts";
import { failuresOfShells } from "./failures-of-shells";
import { failuresOnTheHost } from "./failures-on-the-host";
import { livesOverSsh } from "./lives-over-ssh";
import { restarts } from "./restart";
import type { Scenario } from "./scenario";
import { startStates } from "./start-states";
import { lives } from "./whole-life";

/** Every scenario, in the order of the table's rows. */
export const scenarios: readonly Scenario[] = [
  ...lives,
  ...livesOverSsh,
  ...drifts,
  ...restarts,
  ...startStates,
  ...failuresOfLinks,
  ...failuresOfLogOns,
  ...failuresOfShells,
  cutWrite,
  ...failuresOnTheHost,
  ...failuresOfIdentity,
  ...failuresOfRestarts,
];
