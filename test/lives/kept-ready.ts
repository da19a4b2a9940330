import { awaitedService } from "./hindrances";
import { type KeptLife, up } from "./kept-life";

const readyWhen = { services: [awaitedService] };
const program = { readyWhen };

/** Lives of a host whose service is awaited after a restart; by what must not happen. */
export const keptReady: Readonly<Record<string, KeptLife>> = {
  "a host counts as ready before its service runs": {
    program,
    steps: [{ do: "service", is: "late" }, up],
  },
  "a host whose service does not start is restarted again, or forgets its proven restart": {
    program,
    steps: [{ do: "service", is: "hanging" }, up, up, { do: "refresh" }, { do: "service", is: "well" }, up],
  },
  "a host is restarted that does not have the service to wait for": {
    program,
    steps: [{ do: "service", is: "missing" }, up, { do: "service", is: "well" }, up],
  },
  "another host goes down after one of its group did not become ready": {
    hosts: 3,
    program: { ...program, groups: [{ name: "vpn" }] },
    steps: [{ do: "service", is: "hanging", on: 1 }, up],
  },
};
