import { askFacts, type FactValues, type Question, type Reading } from "../windows/fact";
import { containerType, productType, roles } from "../windows/guards";
import { servicingNow } from "../windows/pending-reasons";
import { peopleFacts } from "./people";

/** What can speak against a restart, read only where one is required. A row here is all that a new fact takes. */
const obstacleFacts = { ...peopleFacts, productType, containerType, roles, servicingNow };

/** What was read of it. */
export type Obstacles = FactValues<typeof obstacleFacts>;

/** One round trip, after the observation of a host that requires a restart. */
export function askForObstacles(nonce?: string): Question<Reading<Obstacles>> {
  return askFacts(obstacleFacts, { nonce });
}

/** One round trip right after a request: who is logged on now. */
export function askForPeople(nonce?: string): Question<Reading<FactValues<typeof peopleFacts>>> {
  return askFacts(peopleFacts, { nonce });
}
