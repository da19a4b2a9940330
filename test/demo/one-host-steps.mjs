// @ts-check

const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";
const name = "AssumeUDPEncapsulationContextOnSendRule";

/**
 * What `npm start` shows, in this order. docs/demo.md tells the same steps by the same names.
 * @typedef {object} DemoStep
 * @property {string} name
 * @property {string} command what a user would type: on the machine with Pulumi, or on the host if it begins with `reg`
 * @property {string} expected
 */

/** @type {readonly DemoStep[]} */
export const demoSteps = [
  {
    name: "Preview",
    command: "pulumi preview",
    expected:
      "the setting and the restart are to be created, each on a line of its own; the host is not touched",
  },
  {
    name: "First up",
    command: "pulumi up --yes --skip-preview",
    expected: "the value goes from absent to 2, the host is restarted once, the status is active",
  },
  {
    name: "Second up",
    command: "pulumi up --yes --skip-preview",
    expected: "nothing changes",
  },
  {
    name: "A change by another hand",
    command: `reg add ${key} -v ${name} -t REG_DWORD -d 0 -f`,
    expected: "the host takes it, and nobody tells Pulumi",
  },
  {
    name: "Refresh",
    command: "pulumi refresh --yes --skip-preview --diff",
    expected: 'the drift is shown: "both" became "none"; nothing is written',
  },
  {
    name: "Repairing up",
    command: "pulumi up --yes --skip-preview",
    expected: "the value is 2 again, without another restart: Windows found 2 at its last one",
  },
  {
    name: "Destroy",
    command: "pulumi destroy --yes --skip-preview",
    expected: "the value is absent, as it was before, and the host is not restarted",
  },
];
