import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a reader's terminal finds. */
export interface PageShellOptions {
  /** Holds whatever the commands keep: home, state, temporary files. */
  readonly folder: string;
  /** Where the terminal opens. */
  readonly startFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a block of commands printed. */
export interface PageOutput {
  readonly output: string;
  readonly errorOutput: string;
}

/**
 * The terminal of somebody who types what a page says, block by block: the folder and the variables of one block are those of the next.
 * Nothing of the user's own Pulumi is read or written.
 */
export class PageShell {
  readonly home: string;
  private readonly environment: NodeJS.ProcessEnv;
  private readonly session: string;

  constructor(private readonly options: PageShellOptions) {
    const { folder } = options;
    this.home = join(folder, "home");
    this.session = join(folder, "session");
    const temporary = join(folder, "tmp");
    for (const made of [this.home, temporary]) mkdirSync(made, { recursive: true });
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|npm_)/.test(name));
    const cli = process.env.PULUMI_CLI_DIR;
    this.environment = {
      ...Object.fromEntries(inherited),
      ...(cli === undefined ? {} : { PATH: `${cli}${delimiter}${process.env.PATH ?? ""}` }),
      HOME: this.home,
      PULUMI_HOME: join(folder, "pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Also for a reader whose terminal is none, as in a pipeline.
      PULUMI_OPTION_NON_INTERACTIVE: "true",
      TMPDIR: temporary,
      ...options.environment,
    };
  }

  /** Types a block; rejects with everything it printed if a command fails. */
  async type(block: string, input = ""): Promise<PageOutput> {
    const resume = existsSync(`${this.session}.cwd`)
      ? `. "${this.session}.env"; cd "$(cat "${this.session}.cwd")"`
      : `cd "${this.options.startFolder}"`;
    const keep = `export -p > "${this.session}.env"; pwd > "${this.session}.cwd"`;
    const script = `${this.session}.sh`;
    writeFileSync(script, `set -e\n${resume}\n${block}\n${keep}\n`);
    const ran = await run("bash", [script], this.environment, input);
    if (ran.exitCode === 0) return ran;
    throw new Error(`ended with ${ran.exitCode}:\n${block}\n${ran.output}${ran.errorOutput}`);
  }
}

function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input: string,
): Promise<PageOutput & { readonly exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment, stdio: "pipe" });
    const said = { output: "", errorOutput: "" };
    // A command that asks for nothing closes its end early.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.errorOutput += text;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ ...said, exitCode }));
  });
}
