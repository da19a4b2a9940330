/** What may be in a life, and what it is judged by. */
export const parts = {
  /** Other hands that set the value. */
  foreignValues: true,
  /** Deeds in the middle of a step of Pulumi. */
  races: true,
  /** Restarts that a person calls off. */
  calledOff: true,
  /** Renamed and replaced resources. */
  names: false,
  /** Other machines at the address. */
  machines: false,
  /** Evidence of boots that is missing, late, stuck, or taken away; hosts without a marker. */
  evidence: false,
  /** Programs that want a restart where nothing tells whether one is required. */
  unknown: true,
  /** Something sets the value at each start. */
  policies: false,
  /** The resource option `ignoreChanges`. */
  ignoredInputs: true,
  /** Whether the status of a setting is judged without a refresh after the restart. */
  statusAtOnce: false,
};

if (process.env.PARTS === "all")
  for (const part of Object.keys(parts)) Object.assign(parts, { [part]: true });
