import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { ConnectionArgs, NatTraversalArgs, NatTraversalRebootArgs } from "pulumi-windows-ipsec";
import type { Row } from "./rows";

/** One host of the inventory, its form checked. */
export interface Host {
  readonly name: string;
  readonly args: NatTraversalArgs;
}

/** What can be asked of the machine that runs Pulumi. */
export interface Surroundings {
  readonly hasVariable: (name: string) => boolean;
  readonly hasFile: (path: string) => boolean;
}

/** This machine; relative paths count from the folder of the program, as in the package. */
export const thisMachine: Surroundings = {
  hasVariable: (name) => process.env[name] !== undefined,
  hasFile: (path) => existsSync(resolve(__dirname, path.replace(/^~(?=[/\\])/, homedir()))),
};

const credentials = ["passwordEnv", "passwordFile", "privateKeyFile"];
const limits = ["maxUnavailable", "stopAfterFailures", "settleSeconds", "order"];

/** Everything that a line, or the defaults, may give. */
const columns = [
  ...["name", "host", "transport", "port", "user", ...credentials],
  ...["hostKey", "hostKeyFile", "certificateSha256", "behindNat", "restart", "warningSeconds", "gone"],
  ...["group", ...limits],
];

/**
 * The host of one row over its defaults, the nearest last. Every fault of it is told, none of them twice. A credential in the row itself takes
 * the place of one in the defaults, and so does the proof of the host.
 */
export function hostOf(
  row: Row,
  defaults: readonly Row[],
  machine: Surroundings,
  fault: (what: string) => void,
): Host {
  const values = merged(row, defaults);
  const get = (name: string) => values.get(name);
  for (const name of row.values.keys())
    if (!columns.includes(name)) fault(`"${name}" is no column; there are ${columns.join(", ")}`);

  const oneOf = <Word extends string>(name: string, words: readonly Word[], byDefault: Word): Word => {
    const given = get(name) ?? byDefault;
    const found = words.find((word) => word === given);
    if (found === undefined) fault(`${name} must be ${words.join(", ")}; it is ${JSON.stringify(given)}`);
    return found ?? byDefault;
  };
  const number = (name: string, least: number, most: number): number | undefined => {
    const given = get(name);
    if (given === undefined) return undefined;
    const found = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    if (!(found >= least && found <= most))
      fault(`${name} must be a whole number from ${least} to ${most}; it is ${JSON.stringify(given)}`);
    return found;
  };
  const required = (name: string): string => {
    const given = get(name);
    if (given === undefined) fault(`${name} is required, here or in defaults.yaml`);
    return given ?? "";
  };

  const name = required("name");
  if (/[^\w.-]/.test(name)) fault(`name must be of letters, digits and . _ -; it is ${JSON.stringify(name)}`);
  const host = get("host") ?? name;
  if (/[\s/@]/.test(host)) fault(`host must be a name or an address alone; it is ${JSON.stringify(host)}`);
  const transport = oneOf("transport", ["ssh", "winrm"], "ssh");
  const common = { host, port: number("port", 1, 65_535), user: required("user") };
  const secret = credentialOf(get, machine, fault);
  const restart = oneOf("restart", ["never", "ifRequired"], "never");
  const warningSeconds = number("warningSeconds", 5, 86_400);
  const group = groupOf();
  const gone = oneOf("gone", ["yes", "no"], "no") === "yes";
  const behindNat = oneOf("behindNat", ["none", "client", "server", "both"], "both");

  const connection = transport === "ssh" ? overSsh() : overWinrm();
  return {
    name,
    args: {
      connection,
      behindNat,
      reboot: restart === "never" ? { when: restart } : { when: restart, warningSeconds, ...group },
      // A host that is gone for good is dropped when its line is taken out: nobody is there to restore the value.
      onUnreachable: gone ? { refresh: "keep", delete: "forget" } : undefined,
    },
  };

  /** The group whose hosts are restarted a few at a time; none by default. */
  function groupOf(): Pick<NatTraversalRebootArgs, "group"> {
    const numbers = {
      maxUnavailable: number("maxUnavailable", 1, 1_000),
      stopAfterFailures: number("stopAfterFailures", 1, 1_000),
      settleSeconds: number("settleSeconds", 0, 86_400),
      order: number("order", 0, 1_000_000),
    };
    const groupName = get("group");
    const given = limits.filter((limit) => get(limit) !== undefined);
    if (groupName === undefined && given.length > 0)
      fault(`${given.join(" and ")}: a limit needs the group that it limits, in "group"`);
    return groupName === undefined ? {} : { group: { name: groupName, ...numbers } };
  }

  function overSsh(): ConnectionArgs {
    const hostKeyFile = get("hostKeyFile");
    const hostKey = get("hostKey") ?? (hostKeyFile === undefined ? undefined : { file: hostKeyFile });
    if (hostKey === undefined) fault("hostKey or hostKeyFile is required with ssh");
    if (get("hostKey") === undefined && hostKeyFile !== undefined && !machine.hasFile(hostKeyFile))
      fault(`hostKeyFile ${hostKeyFile} does not exist`);
    const proven = { transport: "ssh", ...common, hostKey: hostKey ?? "" } as const;
    return secret.kind === "password"
      ? { ...proven, password: secret.source }
      : { ...proven, privateKey: secret.source };
  }

  function overWinrm(): ConnectionArgs {
    if (secret.kind === "privateKey") fault("winrm needs passwordEnv or passwordFile");
    const certificateSha256 = get("certificateSha256");
    return { transport: "winrm", ...common, password: secret.source, certificateSha256 };
  }
}

type Secret = {
  readonly kind: "password" | "privateKey";
  readonly source: { readonly env: string } | { readonly file: string };
};

/** The one credential; whether it is there is told at once, not by each of forty hosts in turn. */
function credentialOf(
  get: (name: string) => string | undefined,
  machine: Surroundings,
  fault: (what: string) => void,
): Secret {
  const given = credentials.filter((name) => get(name) !== undefined);
  if (given.length !== 1) {
    const has = given.length === 0 ? "none of them" : given.join(" and ");
    fault(`one of ${credentials.join(", ")} is required; there is ${has}`);
  }
  const [name = "passwordEnv"] = given;
  const place = get(name) ?? "";
  if (name === "passwordEnv") {
    if (place !== "" && !machine.hasVariable(place))
      fault(`passwordEnv: there is no environment variable ${place}`);
    return { kind: "password", source: { env: place } };
  }
  if (!machine.hasFile(place)) fault(`${name}: there is no file ${place}`);
  return { kind: name === "passwordFile" ? "password" : "privateKey", source: { file: place } };
}

/** Properties of which a nearer one takes the place of all the others. */
const alternatives = [credentials, ["hostKey", "hostKeyFile"]];

function merged(row: Row, defaults: readonly Row[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const layer of [...defaults, row]) {
    for (const group of alternatives)
      if (group.some((name) => layer.values.has(name))) for (const name of group) values.delete(name);
    for (const [name, text] of layer.values) values.set(name, text);
  }
  return values;
}
