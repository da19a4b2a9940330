import assert from "node:assert/strict";
import { join } from "node:path";
import { absent, dword } from "../../provider/windows/registry-value";
import type { SimulatedHost } from "../lab/simulated/simulated-host";
import { checkoutFolder } from "./packed-package";
import { compiled, folderFiles } from "./program-folder";
import { PulumiProject } from "./pulumi-project";
import { changesOf, succeeded } from "./run-outcome";

/** The host that an example is about, and how it is told of it. */
export interface ExampleHost {
  readonly lab: SimulatedHost;
  readonly config: Readonly<Record<string, string | number | undefined>>;
  readonly password?: string;
  /** How often anything was started, or connected to, to reach it. */
  readonly contacts: () => number;
  /** What must hold whenever no run is under way. */
  readonly atRest?: () => void | Promise<void>;
  readonly stop: () => Promise<void>;
}

/** An example, as it is while its life goes on. */
export interface ExampleLife {
  readonly host: ExampleHost;
  readonly project: PulumiProject;
}

/** How the life of an example differs from the others. */
export interface LifeOptions {
  readonly restarts: boolean;
  /** Runs it as it stands. By default it is compiled first: that a program in TypeScript works needs to be seen once. */
  readonly asTypeScript?: boolean;
  /** How the reason of the first status ends. */
  readonly statusReason?: string;
  /** What is done to the program before it repairs what another hand changed. */
  readonly beforeRepair?: (life: ExampleLife) => Promise<void>;
}

/** Runs an example through its whole life: each test goes on from the one before. Gives what further tests need. */
export function describeExampleLife(
  example: string,
  start: () => Promise<ExampleHost>,
  { restarts, asTypeScript = false, statusReason: expectedReason = "", beforeRepair }: LifeOptions,
): () => ExampleLife {
  let host: ExampleHost;
  let project: PulumiProject;
  const boots = restarts ? 1 : 0;

  before(async () => {
    host = await start();
    const files = folderFiles(join(checkoutFolder, "examples", example));
    project = await PulumiProject.create({ files: asTypeScript ? files : compiled(files) });
    await project.setPlainConfig(host.config);
    if (host.password !== undefined) await project.setSecretConfig("password", host.password);
  });

  after(async () => {
    await project?.dispose();
    await host?.stop();
  });

  afterEach(() => host.atRest?.());

  it(`writes the value${restarts ? ", restarts once and proves it" : ", and says that a restart is due"}`, async () => {
    await succeeded(project.up());
    assert.deepEqual(host.lab.windows.setting, dword(2));
    assert.equal(host.lab.boots, boots);
    const { status, statusReason } = await project.outputs();
    assert.equal(status, restarts ? "active" : "rebootPending", String(statusReason));
    assert.ok(String(statusReason).endsWith(expectedReason), String(statusReason));
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
    await beforeRepair?.({ host, project });
    await succeeded(project.up());
    assert.deepEqual(host.lab.windows.setting, dword(2));
    assert.equal(host.lab.boots, boots);
  });

  it("keeps the password out of the state", () => {
    const { password } = host.lab.connection;
    assert.equal(JSON.stringify(project.state()).includes(password), false);
  });

  it("puts back what was there before, without a restart", async () => {
    await succeeded(project.destroy());
    assert.deepEqual(host.lab.windows.setting, absent);
    assert.equal(host.lab.boots, boots);
  });

  return () => ({ host, project });
}
