import assert from "node:assert/strict";
import { join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import { checkoutFolder } from "../engine/packed-package";
import { compiled, folderFiles } from "../engine/program-folder";
import { PulumiProject } from "../engine/pulumi-project";
import type { PulumiRun } from "../engine/pulumi-run";
import { FleetHosts, fleet, names, passwordVariable } from "./fleet-hosts";
import { hostLine, LastWords } from "./fleet-lines";
import { type AtEnd, lineByLine } from "./run-demo";

const defaults = {
  user: "Administrator",
  passwordEnv: passwordVariable,
  behindNat: "both",
  restart: "ifRequired",
  warningSeconds: 60,
  group: "vpn",
  maxUnavailable: 3,
  stopAfterFailures: 1,
};

/** Plays the roll-out of a fleet on the real engine, and prints what a person would want to see of it; throws where it is not as expected. */
export async function playFleet(print: (line: string) => void, atEnd: AtEnd): Promise<void> {
  const hosts = await FleetHosts.start();
  atEnd(() => hosts.stop());
  print(
    "Nine simulated Windows hosts listen. examples/fleet declares them as group vpn: at most three down at",
  );
  print("once, in the order of their names, and no further one after a failure.");
  print(`   ${fleet.refusing}  refuses to restart: its account has lost the right to`);
  print(`   ${fleet.occupied}  has a person logged on`);
  print(`   ${fleet.domainController}  is a domain controller`);
  const project = await PulumiProject.create({
    files: {
      // Compiled, so that no command has to do it again.
      ...compiled(folderFiles(join(checkoutFolder, "examples", "fleet"))),
      "defaults.yaml": Object.entries(defaults)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(""),
      "sites/dev.csv": hosts.csv,
    },
    environment: { [passwordVariable]: hosts.password },
  });
  atEnd(() => project.dispose());
  const play = new FleetPlay(hosts, project, print);
  await play.preview();
  await play.firstUp();
  await play.whoWouldRestart();
  await play.byHand();
  await play.secondUp();
}

/** The steps, in the order in which they are played. Each asserts what it says. */
class FleetPlay {
  private steps = 0;
  private readonly waiting = new Set<string>();

  constructor(
    private readonly hosts: FleetHosts,
    private readonly project: PulumiProject,
    private readonly print: (line: string) => void,
  ) {}

  async preview(): Promise<void> {
    const run = await this.type(
      "Preview",
      "pulumi preview",
      "nine values and nine restarts are to come; no host is touched",
    );
    assert.equal(run.exitCode, 0, run.output + run.errorOutput);
    const [first = "", ...others] = names;
    for (const name of names) {
      const plans = [...run.output.matchAll(new RegExp(`^    ${name}: (.*)$`, "gm"))].map(([, plan]) => plan);
      assert.equal(plans.length, 2, run.output);
      if (name === first) for (const plan of plans.sort()) this.print(`   | ${name}  ${plan}`);
    }
    this.print(`   | ${others[0]}-${others.at(-1)?.slice(-2)}  the same`);
    const turns = /group vpn: [^\n]*?\(9 so far: [^\n]*?\)/.exec(run.output)?.[0];
    assert.ok(turns !== undefined, `nothing tells how all of them take their turns: ${run.output}`);
    this.print(`   | ${turns}`);
    assert.equal(this.hosts.connections, 0, "somebody connected");
    assert.deepEqual(
      this.hosts.values,
      names.map(() => absent),
    );
    this.seen("no connection, no value, no restart");
  }

  async firstUp(): Promise<void> {
    const [first] = fleet.first;
    // The refusing one is next in line: the others of the first three are back only when it has failed, and nobody is kept waiting.
    const mayStart = (name: string): boolean =>
      name === first && this.allWait(fleet.refusing, ...fleet.behind);
    this.hosts.measure({ first: fleet.first, mayStart });
    const run = await this.type(
      "First up",
      "pulumi up --yes --skip-preview --continue-on-error --parallel 20",
      "all nine values are written; three restart, the fourth fails, and the roll-out stops there",
    );
    const told = run.output + run.errorOutput;
    assert.match(told, /REBOOT_REFUSED/);
    assert.notEqual(run.exitCode, 0, told);
    assert.deepEqual(
      this.hosts.values,
      names.map(() => dword(2)),
    );
    assert.deepEqual(this.hosts.restarted(1), fleet.first);
    assert.equal(this.hosts.mostDown, 3);
    this.seen(`at most ${this.hosts.mostDown} down at once; restarted: ${fleet.first.join(", ")}`);
    await this.statusesAre({
      active: fleet.first,
      rebootPending: [...fleet.behind, fleet.occupied, fleet.domainController],
    });
  }

  async whoWouldRestart(): Promise<void> {
    const run = await this.type(
      "Who would restart?",
      "pulumi preview --refresh --parallel 20",
      "each host that still needs a restart is asked, and none is touched",
    );
    assert.equal(run.exitCode, 0, run.output + run.errorOutput);
    for (const { diagnosticEvent: said } of run.events) {
      const answer = /`pulumi up` would [^;]*?(?=, when its turn comes|[;.])/.exec(said?.message ?? "")?.[0];
      if (answer !== undefined) this.print(`   | ${said?.urn?.split("::").at(-1)}  ${answer}`);
    }
    assert.deepEqual(this.hosts.restarted(1), fleet.first);
    this.seen("no restart");
  }

  async byHand(): Promise<void> {
    this.head("By hand");
    this.print(`   ${fleet.refusing}: the account gets the right "Shut down the system"`);
    this.print(`   ${fleet.occupied}: anna logs off`);
    this.hosts.host(fleet.refusing).windows.mayShutDown = true;
    this.hosts.host(fleet.occupied).windows.occupants.clear();
  }

  async secondUp(): Promise<void> {
    const mayStart = (): boolean => this.allWait(fleet.refusing, fleet.occupied);
    this.hosts.measure({ first: fleet.behind, mayStart });
    const run = await this.type(
      "Second up",
      "pulumi up --yes --skip-preview --continue-on-error --parallel 20",
      "exactly the rest restarts, three at a time; the domain controller waits until the program names its kind",
    );
    assert.equal(run.exitCode, 0, run.output + run.errorOutput);
    const restarted = names.filter((name) => name !== fleet.domainController);
    assert.deepEqual(this.hosts.restarted(1), restarted);
    assert.deepEqual(this.hosts.restarted(0), [fleet.domainController]);
    assert.equal(this.hosts.mostDown, 3);
    const now = restarted.filter((name) => !(fleet.first as readonly string[]).includes(name));
    this.seen(`at most ${this.hosts.mostDown} down at once; restarted: ${now.join(", ")}`);
    await this.statusesAre({ active: restarted, rebootPending: [fleet.domainController] });
  }

  /** Runs a command, shows of its hosts what comes as it comes, and gives all of it. */
  private async type(name: string, command: string, expected: string): Promise<PulumiRun> {
    this.head(name);
    this.print(`   $ ${command}`);
    this.print(`   expected: ${expected}`);
    const words = new LastWords();
    this.waiting.clear();
    const onOutput = lineByLine((line) => {
      const found = hostLine(line);
      if (found === undefined || !words.isNew(found)) return;
      this.print(`   | ${found.name}  ${found.text}`);
      const waits = found.text.startsWith("waits");
      if (waits) this.waiting.add(found.name);
      const hasFailed = /^[A-Z_]+: /.test(found.text);
      if (hasFailed || (waits && this.hosts.isFirst(found.name))) this.hosts.keepNobodyWaiting();
      this.hosts.startThoseThatMay();
    });
    const [, ...args] = command.split(" ");
    return this.project.run(args, { onOutput });
  }

  /** Whether these have been seen to wait for their turn in this run. */
  private allWait(...hosts: readonly string[]): boolean {
    return hosts.every((name) => this.waiting.has(name));
  }

  private head(name: string): void {
    this.print("");
    this.print(`${++this.steps}. ${name}`);
  }

  private seen(what: string): void {
    this.print(`   seen:     ${what}`);
  }

  /** One that failed has none. */
  private async statusesAre(expected: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const found: Record<string, string[]> = {};
    for (const { type, urn, outputs } of await this.project.resources())
      if (type.endsWith(":Reboot")) {
        const status = String(outputs?.status);
        found[status] = [...(found[status] ?? []), urn.split("::").at(-1) ?? ""];
      }
    for (const hosts of Object.values(found)) hosts.sort();
    assert.deepEqual(found, expected);
    for (const [status, hosts] of Object.entries(expected))
      this.print(`             ${status}: ${hosts.join(", ")}`);
  }
}
