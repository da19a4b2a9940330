import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";
import { readInventory } from "./inventory";

// One stack for each site: the stack "lyon" is what sites/lyon.csv, or sites/lyon.yaml, says.
const { hosts, faults } = readInventory(pulumi.getStack());
if (faults.length > 0) throw new pulumi.RunError(`nothing was touched:\n${faults.join("\n")}`);

const declared = hosts.map(({ name, args }) => ({ name, host: new ipsec.NatTraversal(name, args) }));

/** The status of each host, by name. */
export const status = Object.fromEntries(declared.map(({ name, host }) => [name, host.status]));
