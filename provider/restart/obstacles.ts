import { askFacts, type FactValues, type Question, type Reading, valueFact } from "../windows/fact";

const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";

/** What can speak against a restart, read only where one is required. A row here is all that a new fact takes. */
const obstacleFacts = {
  /** There only in a Windows container. */
  containerType: valueFact(control, "ContainerType"),
};

/** What was read of it. */
export type Obstacles = FactValues<typeof obstacleFacts>;

/** One round trip, after the observation of a host that requires a restart. */
export function askForObstacles(nonce?: string): Question<Reading<Obstacles>> {
  return askFacts(obstacleFacts, { nonce });
}
