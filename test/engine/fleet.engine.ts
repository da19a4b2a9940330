import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import { type SimulatedHost, startSimulatedHost } from "../lab/simulated/simulated-host";
import { blocksOf, checkout, page, sectionOf } from "../support/documents";
import { newFolder } from "../support/run-folder";
import { packedPackage } from "./packed-package";
import { PageShell } from "./page-shell";
import { compiled, folderFiles, layNodeModules, writeFiles } from "./program-folder";

/** The commands of a section of docs/fleet.md, block by block. */
function commands(heading: string): string[] {
  const text = sectionOf(page("docs/fleet.md"), heading);
  return blocksOf({ path: heading, text }).flatMap((block) => (block.language === "sh" ? [block.text] : []));
}

describe("docs/fleet.md, typed block by block", function () {
  this.timeout(400_000);
  const hosts: SimulatedHost[] = [];
  let fleet: string;
  let shell: PageShell;

  before(async () => {
    const work = newFolder("fleet");
    fleet = join(work, "fleet");
    for (let number = 0; number < 4; number++)
      hosts.push(await startSimulatedHost({ hostSecondsPerSecond: 1000, user: "svc-pulumi" }));
    // As the section on taking the example has it, compiled: that the example runs as TypeScript, getting started shows of others.
    writeFiles(fleet, compiled(folderFiles(join(checkout, "examples", "fleet"))));
    const manifest = join(fleet, "package.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace("tsx run-sites.ts", "node run-sites.js"));
    layNodeModules(fleet, packedPackage());
    mkdirSync(join(work, "state"));
    shell = new PageShell({
      folder: join(work, "reader"),
      startFolder: fleet,
      environment: {
        PULUMI_BACKEND_URL: `file://${join(work, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "only-for-tests",
        npm_config_update_notifier: "false",
      },
    });
    mkdirSync(join(shell.home, ".ssh"));
    writeFileSync(join(shell.home, ".ssh", "pulumi"), hosts[0]?.privateKey ?? "");
    const known = hosts.map(({ connection, sshd }) => `[127.0.0.1]:${connection.port} ${sshd.hostKeyLine}\n`);
    writeFileSync(join(fleet, "known_hosts"), known.join(""));
    const [one, two, three, four] = hosts.map(({ connection }) => connection.port);
    writeFiles(join(fleet, "sites"), {
      "lyon.csv": `\ufeffname;host;port;warningSeconds\r\npc01;127.0.0.1;${one};\r\n\r\npc02;127.0.0.1;${two};60\r\n`,
      "oslo.yaml": `hosts:\n  - { name: pc03, host: 127.0.0.1, port: ${three} }\n`,
      "rome.yaml": `hosts:\n  - { name: pc04, host: 127.0.0.1, port: ${four}, restart: never }\n`,
    });
  });

  after(async () => {
    for (const host of hosts) await host.stop();
  });

  const values = () => hosts.map(({ windows }) => windows.setting);
  const boots = () => hosts.map((host) => host.boots);

  /** Types a block that is to fail, and gives everything it printed. */
  async function typeInVain(block: string, exitCode = "[1-9]"): Promise<string> {
    const message = await shell.type(block).then(
      () => assert.fail(`it succeeded: ${block}`),
      (error: Error) => error.message,
    );
    assert.match(message, new RegExp(`^ended with ${exitCode}`));
    return message;
  }

  it("does what can be done of a site with a host that is off, and the rest the next day", async () => {
    const [look, up] = commands("One site");
    const [again] = commands("Hosts that are off today");
    assert.ok(look !== undefined && up !== undefined && again !== undefined);
    const second = hosts[1]?.windows.power;
    assert.ok(second);
    second.behaviour.afterRestart = "neverReturns";
    second.crash();
    await shell.type(look);
    const said = await typeInVain(up);
    assert.match(said, /UNREACHABLE: .*127\.0\.0\.1/);
    assert.deepEqual([values().slice(0, 2), boots()[0]], [[dword(2), absent], 1]);
    second.behaviour.afterRestart = "returns";
    const booted = second.nextBoot();
    second.powerOn();
    await booted;
    const before = boots();
    await shell.type(again);
    assert.deepEqual(values().slice(0, 2), [dword(2), dword(2)]);
    assert.equal(boots()[0], before[0], "what is done is left alone");
    const { output } = await shell.type(`pulumi stack output status --json`);
    assert.deepEqual(JSON.parse(output), { pc01: "active", pc02: "active" });
  });

  it("runs the sites from any folder, and begins none after a failed one", async () => {
    const up = commands("All sites")[0]?.trim().split("\n").at(-1) ?? "";
    assert.match(up, /--at-once 2 --stop-after 1/);
    const third = hosts[2]?.windows.power;
    assert.ok(third);
    third.behaviour.afterRestart = "neverReturns";
    third.crash();
    const elsewhere = (line: string) => `(cd / && ${line.replace("npm", `npm --prefix "${fleet}"`)})`;
    const said = await typeInVain(elsewhere(up.replace("--at-once 2", "--at-once 1")), "1");
    assert.match(said, /^lyon +done +\d+ +\d+ same/m);
    assert.match(said, /^oslo +failed +\d+ +UNREACHABLE: could not open an SSH connection on 127\.0\.0\.1/m);
    assert.match(said, /^rome +not begun +0$/m);
    assert.deepEqual(values()[3], absent);
    assert.match(readFileSync(join(fleet, "logs", "oslo.log"), "utf8"), /UNREACHABLE/);
    assert.equal(existsSync(join(fleet, "logs", "rome.log")), false);
    third.behaviour.afterRestart = "returns";
    third.powerOn();
    await third.nextBoot();
    const { output } = await shell.type(elsewhere(up));
    assert.match(output, /^oslo +done/m);
    assert.match(output, /^rome +done/m);
    assert.deepEqual(values(), [dword(2), dword(2), dword(2), dword(2)]);
  });

  it("touches no site while a file of any has a fault, and tells it", async () => {
    writeFileSync(join(fleet, "sites", "rome.yaml"), "hosts:\n  - name: pc04\n    port: 22x\n");
    const commandsBefore = hosts.map(({ windows }) => windows.exportRegistry());
    const said = await typeInVain("npm run sites -- up", "2");
    assert.match(
      said,
      /nothing was touched:\nrome\.yaml:2: port must be a whole number from 1 to 65535; it is "22x"/,
    );
    assert.deepEqual(
      hosts.map(({ windows }) => windows.exportRegistry()),
      commandsBefore,
    );
  });
});
