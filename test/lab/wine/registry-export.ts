/**
 * The text of `reg export` as sorted lines `KEY` and `KEY name=data`, so that two exports can be compared:
 * continued lines are joined, and values stand behind their key.
 */
export function registryLines(exportText: string): string[] {
  const lines: string[] = [];
  let key = "";
  for (const line of exportText.replaceAll(/\\\r?\n\s*/g, "").split(/\r?\n/)) {
    if (line.startsWith("[")) {
      key = line.slice(1, -1);
      lines.push(key);
    } else if (key !== "" && line !== "" && !isMeasured(line)) {
      lines.push(`${key} ${line}`);
    }
  }
  return lines.sort();
}

/** A clock rate is measured again at each boot: it says nothing about who wrote to the registry. */
function isMeasured(line: string): boolean {
  return line.startsWith('"~MHz"=');
}
