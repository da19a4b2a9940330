import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Server, ServerCredentials, type UntypedHandleCall } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  type LanguageHandshakeRequest,
  LanguageHandshakeResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";

/** With this exit code a program has already told what is wrong. */
const hasTold = 32;

/**
 * Starts programs for an engine that attaches to it, as the language host of a release does. The one that set-up builds comes from the last module
 * that holds it, and stands between program and engine without knowing what came later: transforms and hooks. Programs run here with the engine alone.
 */
export class LanguageHost {
  private engineAddress = "";
  private readonly server = new Server();
  private readonly running = new Set<ReturnType<typeof spawn>>();

  /** Starts it; `environment` is what every call to the CLI needs to attach. */
  static async start(): Promise<LanguageHost & { readonly environment: Readonly<Record<string, string>> }> {
    const host = new LanguageHost();
    host.server.addService(LanguageRuntimeService, host.methods());
    const port = await new Promise<number>((resolve, reject) => {
      host.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (fault, bound) =>
        fault === null ? resolve(bound) : reject(fault),
      );
    });
    return Object.assign(host, { environment: { PULUMI_DEBUG_LANGUAGES: `nodejs:${port}` } });
  }

  /** Ends what still runs. */
  stop(): void {
    for (const program of this.running) program.kill("SIGKILL");
    this.server.forceShutdown();
  }

  private methods(): Record<string, UntypedHandleCall> {
    const answering =
      <Request, Response>(answer: (request: Request) => Response | Promise<Response>) =>
      (call: { request: Request }, reply: (fault: Error | null, response?: Response) => void): void => {
        Promise.resolve(answer(call.request)).then(
          (response) => reply(null, response),
          (fault: Error) => reply(fault),
        );
      };
    return {
      handshake: answering((request: LanguageHandshakeRequest) => {
        this.engineAddress = request.getEngineAddress();
        return new LanguageHandshakeResponse();
      }),
      getPluginInfo: answering(() => new PluginInfo()),
      getRequiredPlugins: answering(() => new GetRequiredPluginsResponse()),
      getRequiredPackages: answering(() => new GetRequiredPackagesResponse()),
      run: answering((request: RunRequest) => this.run(request)),
    } as unknown as Record<string, UntypedHandleCall>;
  }

  private async run(request: RunRequest): Promise<RunResponse> {
    const info = request.getInfo();
    const folder = info?.getProgramDirectory() ?? request.getPwd();
    const sdk = createRequire(join(folder, "index.js")).resolve("@pulumi/pulumi/cmd/run");
    const args = [
      ...[`--monitor=${request.getMonitorAddress()}`, `--engine=${this.engineAddress}`],
      ...[`--project=${request.getProject()}`, `--stack=${request.getStack()}`],
      ...[
        `--organization=${request.getOrganization()}`,
        `--root-directory=${info?.getRootDirectory() ?? folder}`,
      ],
      ...[`--pwd=${folder}`, `--parallel=${request.getParallel()}`],
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() ?? ".",
    ];
    const program = spawn(process.execPath, [sdk, ...args], {
      cwd: folder,
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.running.add(program);
    let said = "";
    for (const stream of [program.stdout, program.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    const [exitCode] = (await once(program, "close")) as [number | null];
    this.running.delete(program);
    const response = new RunResponse();
    if (exitCode === hasTold) response.setBail(true);
    else if (exitCode !== 0) response.setError(`the program ended with ${exitCode}: ${said}`);
    return response;
  }
}
