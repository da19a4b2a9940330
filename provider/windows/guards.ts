import { quoted, systemDrive } from "./command-line";
import { type Fact, numberFact, textFact, together, valueFact } from "./fact";
import { type CommandAnswer, linesOf, saying, type Unread } from "./line-answer";
import { queryKey } from "./registry-value";

/*
 * What makes a restart of a host more than its own affair, from what can be read without localised text. Whatever cannot be read is told
 * apart from what is not there: a key is absent only where the listing of the key above it lacks it.
 */

const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
const services = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

/** Whether something is there, with the reading that says so. */
export type Sign =
  | { readonly state: "there"; readonly reading: string }
  | { readonly state: "absent" }
  | Unread;

/** `Control\ProductOptions` ProductType: WinNT is a client, ServerNT a server, LanmanNT a domain controller; undefined where unread. */
export const productType: Fact<string | undefined> = textFact(`${control}\\ProductOptions`, "ProductType");

/** There only in a Windows container. */
export const containerType = valueFact(control, "ContainerType");

/** The kinds of protectors of the system drive for which somebody has to do something before Windows starts. */
const attendedTypes = ["TPMAndPIN", "TPMAndPINAndStartupKey", "TPMAndStartupKey", "Password"] as const;

/** What makes other machines, or people, depend on a restart of this host. */
export interface Roles {
  readonly clusterNode: Sign;
  readonly hypervisor: Sign;
  readonly preBootPin: Sign;
}

const roleParts = together({
  hives: subkeysFact("HKLM"),
  services: subkeysFact(services),
  clusterStart: numberFact(`${services}\\ClusSvc`, "Start"),
  workers: workerProcesses(),
  protectors: preBootProtectors(),
});

type RoleParts = ReturnType<typeof roleParts.read>;

/** Read together, since the long list of services bears on two of them. */
export const roles: Fact<Roles> = {
  query: roleParts.query,
  read: (answers) => {
    const parts = roleParts.read(answers);
    return { clusterNode: clusterNode(parts), hypervisor: parts.workers, preBootPin: preBootPin(parts) };
  },
};

/** The cluster's own hive is loaded on every node that runs; and there is its service, where it starts by itself. */
function clusterNode({ hives, services: installed, clusterStart }: RoleParts): Sign {
  if (hives.state === "unread") return hives;
  if (hives.names.has("cluster")) return { state: "there", reading: "the key HKLM\\Cluster is there" };
  if (clusterStart === 2) return { state: "there", reading: "the service ClusSvc has Start 2" };
  if (clusterStart !== undefined) return { state: "absent" };
  if (installed.state === "unread") return installed;
  if (!installed.names.has("clussvc")) return { state: "absent" };
  return { state: "unread", came: "the service ClusSvc is there, but its Start could not be read" };
}

/** Where BitLocker's service is not installed there is no manage-bde.exe, and nothing to ask for. */
function preBootPin({ protectors, services: installed }: RoleParts): Sign {
  const isWithout = installed.state === "read" && !installed.names.has("bdesvc");
  return protectors.state === "unread" && isWithout ? { state: "absent" } : protectors;
}

type Names = { readonly state: "read"; readonly names: ReadonlySet<string> } | Unread;

/** The names of the keys right below a key, in lower case. */
function subkeysFact(path: string): Fact<Names> {
  return {
    query: queryKey(path),
    read: ([answer]) => {
      const parent = `${path.replace(/^HKLM/, "HKEY_LOCAL_MACHINE")}\\`.toLowerCase();
      const keys = linesOf(answer).map((line) => line.trim().toLowerCase());
      const below = keys.filter((key) => key.startsWith(parent)).map((key) => key.slice(parent.length));
      if (answer?.succeeded !== true || below.length === 0)
        return { state: "unread", came: `asked for ${path} reg.exe ${saying(answer)}` };
      return { state: "read", names: new Set(below) };
    },
  };
}

/** Every running virtual machine of Hyper-V has a worker process; that of WSL 2 and of sandboxes may count, too. */
function workerProcesses(): Fact<Sign> {
  return {
    query: `tasklist /fi ${quoted("imagename eq vmwp.exe")} /fo csv /nh`,
    read: ([answer]) => {
      const count = linesOf(answer).filter((line) => /^"vmwp\.exe",/i.test(line)).length;
      const machines = count === 1 ? "machine runs" : "machines run";
      if (count > 0)
        return { state: "there", reading: `${count} virtual ${machines} (tasklist.exe shows vmwp.exe)` };
      if (answer?.succeeded === true) return { state: "absent" };
      return { state: "unread", came: `tasklist.exe ${saying(answer)}` };
    },
  };
}

/**
 * A GUID in braces is the identifier of a protector, in every language. Without one manage-bde.exe must at least have named the volume
 * (`C: [`), which it does not where it was not allowed to look.
 */
function preBootProtectors(): Fact<Sign> {
  return {
    query: attendedTypes.map((type) => `manage-bde -protectors -get ${systemDrive} -type ${type}` as const),
    read: (answers) => {
      const found = attendedTypes.filter((_, at) => holdsGuid(answers[at]));
      if (found.length > 0) {
        const reading = `BitLocker asks before Windows starts (manage-bde.exe shows a protector of type ${found.join(", ")})`;
        return { state: "there", reading };
      }
      const silent = answers.find((answer) => !/(^|[^A-Za-z])[A-Za-z]: \[/.test(answer.output));
      if (silent === undefined) return { state: "absent" };
      return { state: "unread", came: `manage-bde.exe ${saying(silent)}` };
    },
  };
}

function holdsGuid(answer: CommandAnswer | undefined): boolean {
  return /\{[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\}/i.test(answer?.output ?? "");
}
