/** What may be in a life, and what it is judged by. */
export const parts = {
  /** Other hands that set the value. */
  foreignValues: true,
  /** Deeds in the middle of a step of Pulumi. */
  races: true,
  /** Restarts that a person calls off. */
  calledOff: true,
  /** Renamed and replaced resources. */
  names: true,
  /** Other machines at the address. */
  machines: true,
  /** Boards with the id that many boards have. */
  placeholders: false,
  /** Evidence of boots that is missing, late, stuck, or taken away; hosts without a marker. */
  evidence: false,
  /** Programs that want a restart where nothing tells whether one is required. */
  unknown: true,
  /** Something sets the value at each start. */
  policies: false,
  /** The resource option `ignoreChanges`. */
  ignoredInputs: true,
  /** Whether the status of a setting is judged without a refresh after the restart. */
  statusAtOnce: true,
};

if (process.env.PARTS === "all")
  for (const part of Object.keys(parts)) Object.assign(parts, { [part]: true });
