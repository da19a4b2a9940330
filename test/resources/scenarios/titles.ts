/** The rows that tests on the real engine name, too. */
export const titles = {
  wholeLife: "the whole life: create, restart, drift, refresh, repair, destroy",
  lifeWithoutRestart: "the same life without a restart",
  restart: "a restart, proven",
  driftOfValue: "drift of the value",
  driftOfType: "drift of the type",
  driftByDeletion: "drift by deletion",
  startState: (state: string) => `from ${state} to each wanted value and back`,
  notRestorable: "a value that cannot be put back",
  otherMachineOnUpdate: "another machine on update",
  oneAddress: "two resources for one address",
} as const;
