import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { markerKey, markerName } from "../../provider/nat-traversal/marker";
import { valueName } from "../../provider/nat-traversal/nat-traversal-value";
import { settingOutputs } from "../../provider/nat-traversal/setting-state";
import { outputNames } from "../../provider/output-table";
import { rebootOutputs } from "../../provider/restart/reboot-state";
import { restartMessage } from "../../provider/restart/restart-message";
import { everyCmdLine, everyScript } from "../hosts/powershell/every-text";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { Stack } from "../resources/reboot/stack";
import { blocksOf, checkout, page, sectionOf, withBetween } from "../support/documents";
import { ManualClock } from "../support/manual-clock";

const path = "docs/left-on-a-host.md";
/** What a test writes into the page. */
function block(name: string): { readonly begin: string; readonly end: string } {
  return {
    begin: `<!-- ${name}: held by test/docs/left-on-a-host.test.ts -->`,
    end: `<!-- end of ${name} -->`,
  };
}

/** Fails where the page shows another table than this, which takes its place where CI is not set. */
function holdTable(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const { begin, end } = block(name);
  const committed = page(path).text;
  const held = withBetween(committed, begin, end, lines.join("\n"));
  if (held === committed) return;
  if (process.env.CI !== "true") writeFileSync(join(checkout, path), held);
  assert.fail(`${path} differs from the code in its ${name}: it is rewritten where CI is not set`);
}

/** Whatever the product sends to a host's cmd, in its plain spelling. */
const lines = everyCmdLine.map(({ text }) => text.replaceAll("%SystemRoot%\\System32\\", ""));
const programsIn = (line: string): string[] =>
  line.match(/(?<=^|& )(?:reg|quser|whoami|wevtutil|shutdown|tasklist|manage-bde)(?= |$)/g) ?? [];
const targetsOf = (verbs: string): string[][] =>
  lines.flatMap((line) =>
    [...line.matchAll(new RegExp(`reg\\.exe (?:${verbs}) "([^"]+)"(?: -v (\\w+))?`, "g"))].map(
      ([, key = "", name = ""]) => [key.replace(/S-1-5-21[-\d]+/, "SID"), name],
    ),
  );

/** The first cells of a table of the page, without their backticks. */
function firstCells(section: string, row: RegExp): string[] {
  return sectionOf(page(path), section)
    .split("\n")
    .flatMap((line) => row.exec(line)?.[1] ?? []);
}

describe("docs/left-on-a-host.md", () => {
  it("names every program that the product starts on a host, with what it is asked, and no other", () => {
    const commands = lines.flatMap((line) => line.match(/[\w-]+\.exe(?: (?:[^&()"]|"[^"]*")*)?/g) ?? []);
    const shells = new Set(everyScript.flatMap(({ text }) => text.match(/[\w-]+\.exe/g) ?? []));
    const named = firstCells("What runs there, and with which rights", /^\| `([\w-]+\.exe[^`]*)` \|/);
    const formOf = (command: string) =>
      named.find((form) => command === form || command.startsWith(`${form} `));
    assert.deepEqual(
      commands.filter((command) => formOf(command.trim()) === undefined),
      [],
    );
    const used = new Set([...commands.map((command) => formOf(command.trim())), ...shells]);
    assert.deepEqual(
      named.filter((form) => !used.has(form)),
      [],
    );
    assert.ok(commands.length > 100 && shells.size === 2, `${commands.length}, ${[...shells]}`);
  });

  it("shows a marker as it is written", async () => {
    const stack = new Stack();
    await stack.writeOnly();
    const text = stack.windows.registry.get(markerKey, markerName);
    assert.ok("data" in text && stack.setting !== undefined);
    assert.match(stack.setting.id, /^[0-9a-f]{16}$/);
    const shown = text.data.replace(stack.setting.id, "0123456789abcdef");
    assert.ok(page(path).text.includes(`as in \`${shown}\`:`), shown);
  });

  it("lists every key that the product reads, with the values that it asks for", () => {
    const values = new Map<string, Set<string>>();
    for (const [key = "", name = ""] of targetsOf("query")) {
      const of = values.get(key) ?? new Set();
      values.set(key, of.add(name === "" ? "the key is listed" : `\`${name}\``));
    }
    const rows = [...values].sort().map(([key, of]) => [`\`${key}\``, [...of].join(", ")]);
    holdTable("keys", ["Key", "What is asked for"], rows);
  });

  it("names the only two values that the product writes or deletes", () => {
    const written = new Set(targetsOf("add|delete").map((target) => target.join("\\")));
    const setting = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent\\${valueName}`;
    assert.deepEqual([...written].sort(), [`${markerKey}\\${markerName}`, setting].sort());
    const stays = sectionOf(page(path), "What stays");
    for (const text of written) {
      const at = text.lastIndexOf("\\");
      for (const part of [text.slice(0, at), text.slice(at + 1)])
        assert.ok(stays.includes(`\`${part}\``), part);
    }
  });

  it("counts what each Pulumi command sends to a host", async () => {
    const stack = new Stack();
    const { windows } = stack;
    const rows: string[][] = [];
    const count = (what: string, sent: readonly string[]) =>
      rows.push([what, String(sent.length), String(sent.flatMap(programsIn).length)]);
    const sentBy = async (work: Promise<unknown>) => {
      await work;
      return windows.commands.splice(0);
    };
    count("first `pulumi up`, the setting alone", await sentBy(stack.writeOnly()));
    count("`pulumi refresh`, the setting alone", await sentBy(stack.refresh()));
    const restart = await sentBy(stack.up());
    const request = restart.findIndex((line) => line.includes("shutdown -r"));
    const looks = restart.slice(request + 1).filter((line) => /^reg query .*AutoLogonChecked"$/.test(line));
    const [look = ""] = looks;
    assert.ok(request > 0 && looks.length > 10 && looks.every((line) => line === look));
    count("a restart, up to its request", restart.slice(0, request + 1));
    count("each look at a host that is being restarted", [look]);
    count("a whole restart of 20 s of warning and 40 s of boot", restart);
    count("`pulumi refresh`, setting and `Reboot`", await sentBy(stack.refresh()));
    count("`pulumi destroy`", await sentBy(stack.destroy()));
    holdTable("counts", ["What", "Lines sent to the host", "Programs started"], rows);
  });

  it("names what the state keeps beside the arguments", () => {
    const section = sectionOf(page(path), "What is kept in Pulumi's state");
    for (const [resource, table] of [
      ["the setting", settingOutputs],
      ["the restart", rebootOutputs],
    ] as const) {
      const names = outputNames<typeof table>(table).map((name) => `\`${name}\``);
      assert.ok(section.includes(`| ${resource} | ${names.join(", ")} |`), resource);
    }
  });

  it("shows the reason and the comment of event 1074 as they are sent", () => {
    const { text } = page(path);
    const request = lines.find((line) => line.includes("shutdown.exe -r")) ?? "";
    const reason = /-d (\S+) /.exec(request)?.[1] ?? "";
    assert.ok(reason !== "" && text.includes(`the reason \`${reason}\``), reason);
    const urn = "urn:pulumi:prod::network::pulumi-nodejs:dynamic/reboot:Reboot::vpn-server";
    assert.ok(
      text.includes(`\`${restartMessage({ change: "c1", urn })}\``),
      restartMessage({ change: "c1", urn }),
    );
  });

  it("takes both values back by hand with its blocks", async () => {
    const windows = new SimulatedWindows({
      clock: new ManualClock(),
      startValue: { type: "REG_DWORD", data: "2" },
    });
    windows.registry.set(markerKey, markerName, { type: "REG_SZ", data: "1.0.-.-.-" });
    const before = windows.exportRegistry().split("\n").length;
    for (const { text } of blocksOf(page(path))) {
      const { exitCode } = await windows.execute(text.trim());
      assert.equal(exitCode, 0, text);
    }
    assert.equal(windows.setting.type, "absent");
    assert.equal(windows.registry.get(markerKey, markerName).type, "absent");
    assert.equal(windows.exportRegistry().split("\n").length, before - 2);
  });
});
