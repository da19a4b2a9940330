import type { Documented } from "./documentation";

/** A table of docs/reference.md: the properties of one or more types that programs can name. */
interface Table {
  readonly heading: string;
  /** What an anchor begins with; the property's name follows. */
  readonly anchor: string;
  readonly types: readonly string[];
  readonly introduction: string;
  /** What stands in place of "required": one of several forms has it. */
  readonly requiredWord?: string;
}

const tables: readonly Table[] = [
  {
    heading: "NatTraversal",
    anchor: "nattraversal",
    types: ["NatTraversalArgs"],
    introduction:
      "What most programs declare: the value and, on request, the restart. `new ipsec.NatTraversal(name, args, options?)`.",
  },
  {
    heading: "reboot",
    anchor: "reboot",
    types: ["NatTraversalRebootArgs"],
    introduction: "Leave `reboot` out, and Pulumi never restarts the host.",
  },
  {
    heading: "reboot.window",
    anchor: "window",
    types: ["RestartWindowArgs"],
    introduction: "[What a window promises](restarts.md#when-it-may-come-windows).",
  },
  {
    heading: "reboot.group",
    anchor: "group",
    types: ["RestartGroupArgs"],
    introduction: "[What a group promises](restarts.md#how-many-at-once-groups).",
  },
  {
    heading: "reboot.readyWhen",
    anchor: "readywhen",
    types: ["ReadyWhenArgs"],
    introduction: "[What readiness promises](restarts.md#when-a-host-counts-as-ready).",
  },
  {
    heading: "reboot.readyWhen.tcp",
    anchor: "tcp",
    types: ["TcpPortArgs"],
    introduction: "An entry that is not the number of a port.",
  },
  {
    heading: "onUnreachable",
    anchor: "onunreachable",
    types: ["OnUnreachableArgs"],
    introduction: "A create and an update always fail then.",
  },
  { heading: "timeouts", anchor: "timeouts", types: ["TimeoutsArgs"], introduction: "In seconds." },
  {
    heading: "backup",
    anchor: "backup",
    types: ["BackupArgs"],
    introduction: "A copy for people; it is never imported.",
  },
  {
    heading: "Connection",
    anchor: "connection",
    types: ["ConnectionArgsByTransport"],
    introduction:
      "`connection.transport` tells which of these it is, in plain text, not as an Output. [Ways to reach a host](connections.md) helps to choose.",
    requiredWord: "one of these",
  },
  {
    heading: 'Connection over SSH: transport "ssh"',
    anchor: "ssh",
    types: ["SshEndpointArgs"],
    introduction: "The host and the way there.",
  },
  {
    heading: "Logging on over SSH",
    anchor: "ssh",
    types: ["SshPasswordArgs", "SshPrivateKeyArgs", "SshAgentArgs"],
    introduction:
      "One of `password`, `privateKey` and `agent`. A [jump host](connections.md#a-jump-host) takes these and the arguments above, except `transport` and `jumpHost`.",
    requiredWord: "one of three",
  },
  {
    heading: 'Connection over WinRM: transport "winrm"',
    anchor: "winrm",
    types: ["WinrmEndpointArgs"],
    introduction:
      "The host, and how its certificate is verified: one of `ca`, `certificateSha256` and `tls`.",
  },
  {
    heading: "Logging on over WinRM",
    anchor: "winrm",
    types: ["WinrmPasswordConnectionArgs", "WinrmCertificateConnectionArgs"],
    introduction: "Either `user` and `password`, or `clientCertificate` and `clientKey`.",
    requiredWord: "one of two pairs",
  },
  {
    heading: 'Connection through PowerShell: transport "powershell"',
    anchor: "powershell",
    types: ["PowerShellEndpointArgs"],
    introduction: "With these alone: the machine that runs Pulumi.",
  },
  {
    heading: "PowerShell remoting",
    anchor: "powershell",
    types: ["PowerShellRemotingArgs", "PowerShellPasswordConnectionArgs"],
    introduction:
      "With `host`: another computer. `user` and `password` both or neither; without them Windows uses the log-on of whoever runs Pulumi.",
    requiredWord: "for another computer",
  },
  {
    heading: "Secrets and texts",
    anchor: "secret",
    types: ["SecretArgs", "TextArgs"],
    introduction:
      "A secret (`password`, `privateKey`, `passphrase`, `clientKey`) is its text or one of these; a text that is no secret (`hostKey`, `ca`, `clientCertificate`) is itself or `{ file }`. [More on secrets](secrets.md).",
    requiredWord: "one of two",
  },
  {
    heading: "Outputs of NatTraversal",
    anchor: "output",
    types: ["NatTraversal"],
    introduction: "What a program, or `pulumi stack output`, can read.",
  },
  {
    heading: "NatTraversalSetting",
    anchor: "setting",
    types: ["NatTraversalSettingArgs"],
    introduction: "The value alone. The arguments are those of `NatTraversal` without `reboot`.",
  },
  {
    heading: "Further outputs of NatTraversalSetting",
    anchor: "setting-output",
    types: ["NatTraversalSetting"],
    introduction: "Beside those that `NatTraversal` has too.",
  },
  {
    heading: "Reboot",
    anchor: "reboot-resource",
    types: ["RebootArgs"],
    introduction:
      "The restart alone. Declare it right after its setting: the setting then leaves a pending restart to it, and says `unknown` until a refresh. Beside the arguments of `reboot`, without `when`:",
  },
  {
    heading: "triggers and setting",
    anchor: "reboot-resource",
    types: ["RebootTriggers", "SettingFactsArgs"],
    introduction: "`setting` takes a `NatTraversalSetting` as a whole, which has all of these.",
  },
];

/** The tables of docs/reference.md. Each property is told once: where a table before has it with the same words, it is left out. */
export function referenceOf(documented: readonly Documented[]): string {
  const told = new Set<string>();
  const anchors = new Set<string>();
  return tables
    .map(({ heading, anchor, types, introduction, requiredWord = "**required**" }) => {
      const rows = types
        .flatMap((type) => documented.filter(({ path }) => path.startsWith(`${type}.`)))
        .filter(isNew(told))
        .sort((one, other) => Number(one.optional) - Number(other.optional))
        .map((item) =>
          row(item, anchorOf(anchor, nameOf(item), anchors), requiredWord, anchor.includes("output")),
        );
      const head = anchor.includes("output")
        ? ["| Output | Holds | Meaning |", "|---|---|---|"]
        : ["| Argument | Value | Default | Meaning |", "|---|---|---|---|"];
      const table = rows.length === 0 ? [] : ["", ...head, ...rows];
      return [`## ${heading}`, "", introduction, ...table].join("\n");
    })
    .join("\n\n");
}

/** Whether no table before told the same of a property of that name; overloads of a union count once. */
function isNew(told: Set<string>): (item: Documented) => boolean {
  return (item) => {
    const words = `${nameOf(item)} ${item.comment} ${item.byDefault} ${kindOfValue(item.type)}`;
    const before = told.has(words);
    told.add(words);
    return !before;
  };
}

function row(item: Documented, anchor: string, requiredWord: string, isOutput: boolean): string {
  const cells = [
    `<a id="${anchor}"></a>\`${nameOf(item)}\``,
    kindOfValue(item.type),
    ...(isOutput ? [] : [item.optional ? defaultOf(item.byDefault) : requiredWord]),
    item.comment.replace(/\s+/g, " "),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function nameOf({ path }: Documented): string {
  return path.slice(path.indexOf(".") + 1);
}

/** An anchor that no other row has. */
function anchorOf(prefix: string, name: string, taken: Set<string>): string {
  const anchor = `${prefix}-${name.toLowerCase()}`;
  const free = taken.has(anchor) ? `${anchor}-2` : anchor;
  taken.add(free);
  return free;
}

/** A default that is a word or a number of the program stands as code; a phrase stands as it is. */
function defaultOf(byDefault = "none"): string {
  return /^("\w+"|\d+|true|false)$/.test(byDefault) ? `\`${byDefault}\`` : byDefault;
}

/** What can be given, without the compiler's words for "may come later". */
function kindOfValue(type: string): string {
  const bare = type.replace(/ \| undefined/g, "").replace(/^(?:pulumi\.)?(?:Input|Output)<(.*)>$/s, "$1");
  if (/\{ env: .*\{ file: /s.test(bare)) return "[secret](#secrets-and-texts)";
  if (/\{ file: /.test(bare)) return "text, `{ file }`";
  if (/^\{|Args$|Triggers$|ByTransport$/.test(bare)) return "object";
  const item = /^(?:pulumi\.)?Input<(.*)>\[\]$/s.exec(bare)?.[1];
  if (item !== undefined) return `list of ${kindOfValue(item)}`;
  const choices = bare
    .replace(/\{ .*\}$/s, "object")
    .split(" | ")
    .sort(wordsFirst);
  return choices.map((choice) => `\`${choice}\``).join(", ");
}

function wordsFirst(one: string, other: string): number {
  return Number(/^\d/.test(one)) - Number(/^\d/.test(other)) || 0;
}
