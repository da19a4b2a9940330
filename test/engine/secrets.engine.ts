import assert from "node:assert/strict";
import type { ErrorCode } from "../../provider/errors";
import { services } from "../lab/simulated/fixture";
import { settingName } from "../lab/simulated/simulated-windows";
import { canary } from "../support/canaries";
import { CanarySearch } from "../support/canary-search";
import { CommandLineWatch } from "../support/command-line-watch";
import { signalProcess } from "../support/processes";
import { startFailingHosts } from "./failing-hosts";
import { PulumiProject, type RunOptions } from "./pulumi-project";
import type { PulumiRun } from "./pulumi-run";
import { textOf } from "./run-outcome";
import { becomeAnother, SecretHosts } from "./secret-hosts";
import {
  nextShape,
  type SecretShape,
  SecretStore,
  type SecretUser,
  secretShapes,
  wrongUser,
} from "./secret-program";

/** Resources that fail for good: they are declared in every program. */
const lasting = [
  "wrong-password",
  "wrong-at-jump-host",
  "wrong-passphrase",
  "echoing-shell",
  "no-key-at-all",
];

describe("secrets", function () {
  this.timeout(240_000);
  const hosts = new SecretHosts();
  const store = new SecretStore();
  const working: string[] = [];
  let codes: ReadonlySet<ErrorCode>;
  let project: PulumiProject;
  let watch: CommandLineWatch;
  let search: CanarySearch;
  let runs = 0;
  let becomeItself = () => {};

  before(async () => {
    const reboot = { when: "ifRequired", warningSeconds: 5 };
    for (const shape of secretShapes) {
      await hosts.withPassword(slug("password", shape), shape, shape === "text" ? { reboot } : {});
      if (shape.includes(" ")) continue;
      await hosts.withKey(slug("key", shape), shape, shape === "env" ? { reboot } : {});
    }
    for (const shape of secretShapes) await hosts.behindJumpHost(slug("jump", shape), shape);
    working.push(...hosts.hosts.keys());
    await hosts.withPassword("stuck", "text");
    await hosts.behindJumpHost("wrong-at-jump-host", "text", canary("wrong-at-jump-host-given"));
    codes = await startFailingHosts(hosts);
    const { stuck: _later, ...users } = hosts.users;
    project = await PulumiProject.create({ files: store.program(users), environment: store.environment });
    search = new CanarySearch(store.texts);
    watch = new CommandLineWatch();
  });

  after(async () => {
    watch?.stop();
    await project?.dispose();
    await hosts.stop();
  });

  /** Runs Pulumi, and searches what it says. */
  async function run(args: readonly string[], options: RunOptions = {}): Promise<PulumiRun> {
    return said(await project.run(args, options));
  }

  function said(finished: PulumiRun): PulumiRun {
    const called = `${++runs}, pulumi ${finished.args.join(" ")}`;
    search.look(`output of ${called}`, finished.output);
    search.look(`error output of ${called}`, finished.errorOutput);
    return finished;
  }

  /** Searches all that Pulumi and the provider have written. */
  function lookAround(): void {
    search.lookInFolder(project.folder, withoutDebugMessages);
    assertNoHit();
  }

  /** What is found is reported by the step that said or wrote it. */
  function assertNoHit(): void {
    const found = search.hits
      .splice(0)
      .map(({ where, form, excerpt }) => `${form} in ${where}:\n${excerpt}\n`);
    assert.equal(
      found.length,
      0,
      `${found.length} secrets found, first of all\n${found.slice(0, 5).join("\n")}`,
    );
  }

  const debug = { PULUMI_WINDOWS_IPSEC_DEBUG: "1" };
  const up = ["up", "--yes", "--skip-preview", "--diff", "--continue-on-error"];

  it("stay out of a preview, whatever the shape they come in", async () => {
    const preview = await run(["preview", "--diff"]);
    assert.equal(preview.exitCode, 0, textOf(preview));
    assert.match(preview.output, /password\s*: \[secret\]/);
    assert.match(preview.output, /env\s*: "SECRET_/);
    assertNoHit();
  });

  it("stay out of what a run prints and stores, in success and with every error", async () => {
    const first = await run(up);
    assert.notEqual(first.exitCode, 0);
    const output = textOf(first);
    for (const code of codes) assert.match(output, new RegExp(`${code}: could not`), `${code}\n${output}`);
    for (const each of working) {
      assert.deepEqual(hosts.windows(each).setting, { type: "REG_DWORD", data: "2" }, `${each}\n${output}`);
    }
    assert.match(output, /AUTHENTICATION: could not log in as admin on localhost: .*this is the jump host/);
    hosts.windows("never-returns").power.powerOn();
    lookAround();
  });

  for (const shape of ["text", "connection as a secret"] as const) {
    it(`stay out of the messages about invalid inputs (${shape})`, async () => {
      const [first = ""] = working;
      // The first fault ends the program, so all of them are in one resource: one that exists, and one that does not.
      const name = shape === "text" ? first : "wrong";
      project.write(store.program({ ...only(working), [name]: wrongUser(hosts.users[first], shape) }));
      const preview = await run(["preview", "--diff"]);
      assert.notEqual(preview.exitCode, 0);
      for (const fault of [
        /did you mean "password"/,
        /it has both/,
        /behindNatt is not/,
        /from 1 to 65,535/,
        /jumpHost\.port/,
      ])
        assert.match(textOf(preview), fault);
      assertNoHit();
    });
  }

  it("stay out of a crash of the provider", async () => {
    project.write(store.program(changed()));
    hosts.windows("stuck").faults.add({ when: /reg add/, effect: { kind: "silence", run: true } });
    const written = new Promise<void>((resolve) => {
      hosts.windows("stuck").onCommand = (line) => line.includes("reg add") && resolve();
    });
    const running = project.start(up);
    await Promise.race([written, running.finished]);
    const providers = project.providerPids();
    assert.notDeepEqual(providers, []);
    for (const pid of providers) signalProcess(pid, "SIGKILL");
    assert.notEqual(said(await running.finished).exitCode, 0);
    lookAround();
  });

  it("stay out of the changes that a preview prints as JSON", async () => {
    const preview = await run(["preview", "--json"]);
    assert.equal(preview.exitCode, 0, textOf(preview));
    assert.match(preview.output, /"op": "create"/);
    assertNoHit();
  });

  it("stay out of updates from one shape to another", async () => {
    const update = await run(up, { environment: debug });
    assert.notEqual(update.exitCode, 0);
    const output = textOf(update);
    for (const code of ["AUTHENTICATION", "CREDENTIAL_UNAVAILABLE", "UNSUPPORTED_SHELL"])
      assert.match(output, new RegExp(`${code}: could not`));
    const state = await project.resources();
    for (const each of [...working, "stuck"])
      assert.ok(
        state.some(({ urn }) => urn.endsWith(`NatT::${each}`)),
        each,
      );
    lookAround();
  });

  it("stay out of a refresh that shows drift, another machine and a lost login", async () => {
    await hosts.host("password-secret").byAnotherHand(`reg delete "${policyAgent}" -v ${settingName} -f`);
    becomeItself = becomeAnother(hosts.windows("password-env"));
    hosts.host("password-file").sshd.refuseAuthentication = true;
    const refresh = await run(["refresh", "--yes", "--skip-preview", "--diff"]);
    assert.match(textOf(refresh), /DIFFERENT_MACHINE|AUTHENTICATION/);
    lookAround();
  });

  it("stay out of a destroy that fails, with stacks for debugging, and of one that succeeds", async () => {
    const destroy = ["destroy", "--yes", "--skip-preview", "--continue-on-error"];
    const failed = await run(destroy, { environment: debug });
    assert.notEqual(failed.exitCode, 0);
    assert.match(textOf(failed), /AUTHENTICATION: could not/);
    assert.match(textOf(failed), /at .*pulumi-windows-ipsec.dist.provider/);
    await run(["stack", "export"]);
    hosts.host("password-file").sshd.refuseAuthentication = false;
    becomeItself();
    const destroyed = await run(destroy);
    assert.equal(destroyed.exitCode, 0, textOf(destroyed));
    assert.deepEqual(await project.resources(), []);
    lookAround();
  });

  it("are nowhere else, and everything was searched", () => {
    watch.stop();
    const lines = [...watch.seen];
    for (const line of lines) search.look("a command line", Buffer.from(line, "latin1"));
    assertNoHit();
    if (process.platform === "linux") assert.ok(lines.some((line) => line.includes("dynamic-provider")));
    for (const place of [
      /state.*\.pulumi.stacks.*dev\.json$/,
      /\.pulumi.history.*\.history\.json$/,
      /\.pulumi.backups.*\.json$/,
      /events-\d+\.json$/,
      /Pulumi\.dev\.yaml$/,
    ]) {
      const bytes = [...search.searched].map(([where, size]) => (place.test(where) ? size : 0));
      assert.ok(Math.max(...bytes) > 0, `${place} was not searched`);
    }
  });

  /** The later program: each secret in another shape, and a resource whose host never answers to its write. */
  function changed(): Record<string, SecretUser> {
    const turned = Object.entries(only(working)).map(([key, user]) => [
      key,
      { ...user, shape: nextShape(user) },
    ]);
    return { ...Object.fromEntries(turned), ...only([...lasting, "stuck"]) };
  }

  function only(names: readonly string[]): Record<string, SecretUser> {
    return Object.fromEntries(Object.entries(hosts.users).filter(([key]) => names.includes(key)));
  }
});

/**
 * An event log without one kind of Pulumi's own debug messages, any other file as it is: the SDK sends the engine each answer to a
 * registration in full, with every secret of every resource, and no provider can prevent it.
 */
function withoutDebugMessages(path: string, content: Buffer): Buffer {
  if (!/events-\d+\.json$/.test(path)) return content;
  const lines = content.toString().split("\n");
  const own = /"message":"RegisterResource RPC finished:.*"severity":"debug"/;
  return Buffer.from(lines.filter((line) => !own.test(line)).join("\n"));
}

function slug(kind: string, shape: SecretShape): string {
  return `${kind}-${shape.replaceAll(" ", "-")}`;
}

const policyAgent = `${services}\\PolicyAgent`;
