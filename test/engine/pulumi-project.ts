import { existsSync, mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { processesNaming, signalProcess } from "../support/processes";
import { newFolder, sharedFolder } from "../support/run-folder";
import { type PackedPackage, packedPackage } from "./packed-package";
import { prepareStack } from "./prepared-stack";
import { layNodeModules, type ProgramFiles, writeFiles } from "./program-folder";
import { type PulumiRun, RunningPulumi } from "./pulumi-run";
import { type Deployment, plainOutputs, type StateResource, storedState } from "./stored-state";

export type { StateResource } from "./stored-state";

/** Spares each process of a program most of its start; what was compiled is kept for all programs of the run. */
const quickStart = {
  NODE_OPTIONS: `--require=${JSON.stringify(join(__dirname, "quick-start.cjs"))}`,
  COMPILE_CACHE: join(sharedFolder(), "compiled"),
} as const;

/** Takes away what spares the CLI time in short runs: then it works as a user's does. */
export const cliOfUsers = { GOGC: undefined, GOMEMLIMIT: undefined } as const;

/** How one call differs from the usual. */
export interface RunOptions {
  /** Added to the environment; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  /** Operations at once, for preview, up, refresh and destroy. */
  readonly parallel?: number;
  /** Further arguments, for up, preview, refresh and destroy. */
  readonly args?: readonly string[];
  /** A stack other than "dev". */
  readonly stack?: string;
  /** Sees the output, both streams, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/**
 * A Pulumi program in a temporary folder, using the packed package, with a home, a file backend and a passphrase of its own:
 * nothing of the user's Pulumi is read or written. The CLI is taken from the folder that PULUMI_CLI_DIR names (set-up fills it), else from PATH.
 */
export class PulumiProject {
  /** Everything of this project lies below it. */
  readonly folder: string;
  /** Where Pulumi.yaml is. */
  readonly programFolder: string;
  /** PULUMI_HOME. */
  readonly homeFolder: string;
  /** What the file backend writes: stacks, history, backups. */
  readonly stateFolder: string;
  /** TMPDIR of every call. */
  readonly temporaryFolder: string;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #started = new Set<RunningPulumi>();
  #eventLogs = 0;

  private constructor(
    folder: string,
    programFolder: string,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.folder = folder;
    this.programFolder = programFolder;
    this.homeFolder = join(folder, "home");
    this.stateFolder = join(folder, "state");
    this.temporaryFolder = join(folder, "tmp");
    this.#environment = environment;
  }

  /**
   * Lays out the program and makes its stack "dev". `files` are paths to texts; programFiles(indexTs) makes the usual ones.
   * `environment` is added to that of every call. `install` takes the place of the usual node_modules, which needs no registry.
   * `programAt` is the folder of Pulumi.yaml below the laid-out files, if it is not their root.
   */
  static async create(options: {
    readonly files: ProgramFiles;
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly install?: (folder: string, ours: PackedPackage) => void | Promise<void>;
    readonly programAt?: string;
  }): Promise<PulumiProject> {
    const folder = newFolder("project");
    const files = join(folder, "program");
    const project = new PulumiProject(folder, join(files, options.programAt ?? ""), {
      ...(options.install === undefined ? quickStart : {}),
      ...options.environment,
    });
    for (const made of [files, project.homeFolder, project.stateFolder, project.temporaryFolder])
      mkdirSync(made);
    writeFiles(files, options.files);
    await (options.install ?? layNodeModules)(files, packedPackage());
    await prepareStack(project, () => project.must(["stack", "init", "dev"]));
    return project;
  }

  /** Writes or overwrites files of the program. */
  write(files: ProgramFiles): void {
    writeFiles(this.programFolder, files);
  }

  /** Starts `pulumi ARGS` and does not wait for it. */
  start(args: readonly string[], options: RunOptions = {}): RunningPulumi {
    const eventLog = join(this.folder, `events-${++this.#eventLogs}.json`);
    const operation = ["preview", "up", "refresh", "destroy"].includes(args[0] ?? "");
    const running = new RunningPulumi(
      [...args, "--non-interactive", "--color=never", ...(operation ? ["--event-log", eventLog] : [])],
      {
        program: pulumiProgram(),
        folder: this.programFolder,
        environment: this.environment(options.environment),
        input: options.input,
        eventLog: operation ? eventLog : undefined,
        onOutput: options.onOutput,
      },
    );
    this.#started.add(running);
    const forget = (): void => void this.#started.delete(running);
    running.finished.then(forget, forget);
    return running;
  }

  /** Runs `pulumi ARGS` to its end, whatever its exit code. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<PulumiRun> {
    return this.start(args, options).finished;
  }

  /** Runs `pulumi ARGS`; rejects with all its output unless it exits with 0. */
  async must(args: readonly string[], options: RunOptions = {}): Promise<PulumiRun> {
    const run = await this.run(args, options);
    if (run.exitCode === 0) return run;
    throw new Error(
      `pulumi ${args.join(" ")} ended with ${run.exitCode ?? run.signal}:\n${run.output}${run.errorOutput}`,
    );
  }

  /** `pulumi preview --diff`. */
  preview(options: RunOptions = {}): Promise<PulumiRun> {
    return this.run(operation("preview", ["--diff"], options), options);
  }

  /** `pulumi up`, without its preview. */
  up(options: RunOptions = {}): Promise<PulumiRun> {
    return this.run(operation("up", ["--yes", "--skip-preview"], options), options);
  }

  /** `pulumi refresh --diff`, without its preview. */
  refresh(options: RunOptions = {}): Promise<PulumiRun> {
    return this.run(operation("refresh", ["--yes", "--skip-preview", "--diff"], options), options);
  }

  /** `pulumi destroy`, without its preview. */
  destroy(options: RunOptions = {}): Promise<PulumiRun> {
    return this.run(operation("destroy", ["--yes", "--skip-preview"], options), options);
  }

  /** Sets stack config, plain values in one call. */
  async setPlainConfig(values: Readonly<Record<string, string | number | undefined>>): Promise<void> {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const words = given.flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
    await this.must(["config", "set-all", ...words]);
  }

  /** Sets a secret of the stack's config; it goes by standard input, so that no command line shows it. */
  async setSecretConfig(name: string, value: string): Promise<void> {
    await this.must(["config", "set", name, "--secret"], { input: value });
  }

  /** The state as it is stored; secrets are encrypted in it. */
  state(): Deployment {
    return storedState(this.stateFolder, "dev");
  }

  /** The resources of the state, without the stack itself and the providers. */
  async resources(): Promise<readonly StateResource[]> {
    return (this.state().resources ?? []).filter((resource) => !resource.type.startsWith("pulumi:"));
  }

  /** The outputs of the stack, secrets shown. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const plain = plainOutputs(this.state());
    if (plain !== undefined) return plain;
    const run = await this.must(["stack", "output", "--json", "--show-secrets"]);
    return JSON.parse(run.output) as Record<string, unknown>;
  }

  /** Process ids of the dynamic provider's processes of this project (Linux only). */
  providerPids(): readonly number[] {
    return processesNaming(this.homeFolder)
      .filter((found) => /^\S*node .*dynamic-provider/.test(found.commandLine))
      .map((found) => found.pid);
  }

  /** Ends what still runs and removes every file. Never rejects because of a process that is gone. */
  async dispose(): Promise<void> {
    const ends: Promise<unknown>[] = [];
    for (const running of this.#started) {
      running.kill("SIGKILL");
      ends.push(running.finished.catch(() => undefined));
    }
    // Language host and providers outlive a killed CLI, and hold its output open.
    for (const { pid } of processesNaming(this.homeFolder)) signalProcess(pid, "SIGKILL");
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The environment a call gets. */
  environment(added: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
    const cli = process.env.PULUMI_CLI_DIR;
    return {
      ...Object.fromEntries(inherited),
      ...(cli === undefined ? {} : { PATH: `${cli}${delimiter}${process.env.PATH ?? ""}` }),
      PULUMI_HOME: this.homeFolder,
      PULUMI_BACKEND_URL: pathToFileURL(this.stateFolder).href,
      PULUMI_CONFIG_PASSPHRASE: "only-for-tests",
      PULUMI_STACK: "dev",
      // The CLI and its language host end, as a rule, before they have used much memory.
      GOGC: "off",
      GOMEMLIMIT: "1GiB",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Sockets and compile caches of killed processes go with the project.
      TMPDIR: this.temporaryFolder,
      TEMP: this.temporaryFolder,
      TMP: this.temporaryFolder,
      ...this.#environment,
      ...added,
    };
  }
}

function operation(name: string, usual: readonly string[], options: RunOptions): string[] {
  return [
    name,
    ...usual,
    ...(options.stack === undefined ? [] : ["--stack", options.stack]),
    ...(options.parallel === undefined ? [] : ["--parallel", String(options.parallel)]),
    ...(options.args ?? []),
  ];
}

/** By its full path where that is known: the search along PATH happens before the child's own PATH counts. */
function pulumiProgram(): string {
  const folder = process.env.PULUMI_CLI_DIR;
  if (folder === undefined) return "pulumi";
  const program = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
  if (!existsSync(program)) throw new Error(`PULUMI_CLI_DIR names ${folder}, but there is no ${program}`);
  return program;
}
