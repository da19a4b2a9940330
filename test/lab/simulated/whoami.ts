import { type Program, succeeded } from "./machine";

/** whoami.exe (Vista and later): the user, or with `-groups` the token's groups with their SIDs. */
export const whoami: Program = (machine, argv) => {
  const option = (argv[0] ?? "").replace(/^[-/]/, "").toLowerCase();
  if (option !== "groups") return succeeded(`${machine.user.toLowerCase()}\r\n`);
  const level = machine.elevated
    ? ["High Mandatory Level", "S-1-16-12288"]
    : ["Medium Mandatory Level", "S-1-16-8192"];
  const rows = [
    ["Everyone", "Well-known group", "S-1-1-0", "Mandatory group, Enabled by default, Enabled group"],
    ["BUILTIN\\Administrators", "Alias", "S-1-5-32-544", administratorAttributes(machine.elevated)],
    [
      "NT AUTHORITY\\NETWORK",
      "Well-known group",
      "S-1-5-2",
      "Mandatory group, Enabled by default, Enabled group",
    ],
    [`Mandatory Label\\${level[0]}`, "Label", level[1] ?? "", ""],
  ];
  const heads = ["Group Name", "Type", "SID", "Attributes"];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" ")}\r\n`;
  const rule = line(widths.map((width) => "=".repeat(width)));
  return succeeded(
    `\r\nGROUP INFORMATION\r\n-----------------\r\n\r\n${line(heads)}${rule}${rows.map(line).join("")}`,
  );
};

function administratorAttributes(elevated: boolean): string {
  return elevated
    ? "Mandatory group, Enabled by default, Enabled group, Group owner"
    : "Group used for deny only";
}
