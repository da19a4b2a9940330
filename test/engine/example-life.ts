import assert from "node:assert/strict";
import { join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import type { SimulatedHost } from "../lab/simulated/simulated-host";
import { checkoutFolder } from "./packed-package";
import { folderFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded } from "./run-outcome";

/** The host that an example is about, and how it is told of it. */
export interface ExampleHost {
  readonly lab: SimulatedHost;
  readonly config: Readonly<Record<string, string | number | undefined>>;
  readonly password?: string;
  /** How often anything was started, or connected to, to reach it. */
  readonly contacts: () => number;
  /** What must be so whenever no run is under way. */
  readonly atRest?: () => void | Promise<void>;
  readonly stop: () => Promise<void>;
}

/** An example, as it is while its life goes on. */
export interface ExampleLife {
  readonly host: ExampleHost;
  readonly project: PulumiProject;
}

/** Runs an example through its whole life: each test goes on from the one before. Gives what further tests need. */
export function describeExampleLife(
  example: string,
  start: () => Promise<ExampleHost>,
  { restarts }: { readonly restarts: boolean },
): () => ExampleLife {
  let host: ExampleHost;
  let project: PulumiProject;
  const boots = restarts ? 1 : 0;

  before(async () => {
    host = await start();
    project = await PulumiProject.create({ files: folderFiles(join(checkoutFolder, "examples", example)) });
    for (const [name, value] of Object.entries(host.config))
      if (value !== undefined) await project.setConfig(name, String(value));
    if (host.password !== undefined) await project.setConfig("password", host.password, { secret: true });
  });

  after(async () => {
    await project?.dispose();
    await host?.stop();
  });

  afterEach(() => host.atRest?.());

  it("previews without contact to the host", async () => {
    await succeeded(project.preview());
    assert.equal(host.contacts(), 0);
  });

  it(`writes the value${restarts ? ", restarts once and proves it" : ", and says that a restart is due"}`, async () => {
    await succeeded(project.up());
    assert.deepEqual(host.lab.windows.setting, dword(2));
    assert.equal(host.lab.boots, boots);
    const { status, statusReason } = await project.outputs();
    assert.equal(status, restarts ? "active" : "rebootPending", String(statusReason));
  });

  it("changes nothing the second time, without contact to the host", async () => {
    const before = host.contacts();
    const { update, create, same } = changesOf(await succeeded(project.up())) ?? {};
    assert.deepEqual([update, create, same], [undefined, undefined, restarts ? 4 : 3]);
    assert.equal(host.contacts(), before);
  });

  it("shows by refresh what another hand changed, and repairs it without a further restart", async () => {
    host.lab.windows.setting = dword(0);
    const refresh = await succeeded(project.refresh());
    assert.match(refresh.output, /behindNat\s*: "both" => "none"/);
    assert.deepEqual(host.lab.windows.setting, dword(0));
    await succeeded(project.up());
    assert.deepEqual(host.lab.windows.setting, dword(2));
    assert.equal(host.lab.boots, boots);
  });

  it("keeps the password out of the state", async () => {
    const { password } = host.lab.connection;
    assert.equal(JSON.stringify(await project.stackExport()).includes(password), false);
  });

  it("puts back what was there before, without a restart", async () => {
    await succeeded(project.destroy());
    assert.deepEqual(host.lab.windows.setting, absent);
    assert.equal(host.lab.boots, boots);
  });

  return () => ({ host, project });
}
