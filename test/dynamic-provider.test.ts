import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { newFolder } from "./support/run-folder";

/** The SDK stores the text with every resource, twice. */
const mostBytes = 3_000;

/** The SDK that this checkout has, and the oldest and the newest that users may have. */
const kits = ["@pulumi/pulumi", "pulumi-peer-oldest", "pulumi-peer-newest"];

const resources = ["setting", "reboot"] as const;

describe("the stored provider text", function () {
  // Every SDK loads the TypeScript compiler when it serializes for the first time.
  this.timeout(20_000);

  for (const resource of resources) {
    for (const kit of kits) {
      // To renew it on purpose: copy what the failure shows into the file. Old state keeps the old text for ever.
      it(`of the ${resource} is small, and the one that state holds already (${kit})`, async () => {
        const text = await storedText(resource, kit);
        assert.ok(Buffer.byteLength(text) < mostBytes, `${Buffer.byteLength(text)} bytes`);
        assert.equal(text, readFileSync(join(__dirname, "cases", "face", `${resource}.txt`), "utf8"));
      });
    }
  }

  it("asks the package that is installed beside the program, whatever the method", async () => {
    const program = newFolder("program");
    layPackage(join(program, "node_modules"));
    assert.deepEqual(await answers(program, join(program, "elsewhere", "main.js")), expectedAnswers);
  });

  it("finds the package from where the SDK lies, if the program's folder does not lead to it", async () => {
    const program = newFolder("program");
    const store = newFolder("store");
    layPackage(join(store, "node_modules"));
    const main = join(store, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider");
    assert.deepEqual(await answers(program, main), expectedAnswers);
  });

  it("says what to install if there is no package, without a stack", async () => {
    const program = newFolder("program");
    const answer = await answers(program, join(program, "main.js"));
    assert.deepEqual(new Set(answer), new Set([notFound]));
  });

  it("passes on what is wrong inside the package", async () => {
    const program = newFolder("program");
    layPackage(join(program, "node_modules"), 'require("a-dependency-that-is-not-there");');
    const [answer] = await answers(program, join(program, "main.js"));
    assert.match(String(answer), /Cannot find module 'a-dependency-that-is-not-there'/);
  });
});

const notFound =
  "threw: pulumi-windows-ipsec/provider was not found: install pulumi-windows-ipsec in the folder of your Pulumi program, stack ''";

const expectedAnswers = resources.flatMap((resource) => [
  `${resource}.check olds,news`,
  `${resource}.diff id,olds,news`,
  `${resource}.create inputs`,
  `${resource}.read id,olds`,
  `${resource}.update id,olds,news`,
  `${resource}.delete id,olds`,
]);

let face: Record<string, unknown> | undefined;

/** The face as the build compiles it: what the runner of these tests makes of it would be serialized otherwise. */
function compiledFace(): Record<string, unknown> {
  if (face !== undefined) return face;
  const { config } = ts.readConfigFile(join(__dirname, "..", "tsconfig.json"), ts.sys.readFile);
  const source = readFileSync(join(__dirname, "..", "provider", "dynamic-provider.ts"), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      ...config.compilerOptions,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: undefined,
    },
  });
  const file = join(newFolder("face"), "face.js");
  writeFileSync(file, outputText);
  face = createRequire(file)(file) as Record<string, unknown>;
  return face;
}

const texts = new Map<string, Promise<string>>();

function storedText(resource: (typeof resources)[number], kit: string): Promise<string> {
  const key = `${resource} ${kit}`;
  const text = texts.get(key) ?? serialize(resource, kit);
  texts.set(key, text);
  return text;
}

async function serialize(resource: string, kit: string): Promise<string> {
  const { serializeFunction } = require(`${kit}/runtime/closure/serializeClosure`) as {
    serializeFunction(provider: () => unknown, options: object): Promise<{ text: string }>;
  };
  const provider = compiledFace()[`${resource}Provider`];
  return (await serializeFunction(() => provider, { allowSecrets: true })).text;
}

/** A stand-in for the package that answers every method with its name and arguments. */
function layPackage(nodeModules: string, provider = standIn): void {
  const folder = join(nodeModules, "pulumi-windows-ipsec");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ exports: { "./provider": "./provider.js" } }));
  writeFileSync(join(folder, "provider.js"), provider);
}

const standIn = `
for (const resource of ["setting", "reboot"])
  exports[resource] = new Proxy({}, { get: (_, method) => (...args) => resource + "." + method + " " + args });
`;

/** Calls every method of both stored texts in a process of its own, as the SDK's provider process does. */
async function answers(folder: string, main: string): Promise<string[]> {
  const stored = await Promise.all(resources.map((resource) => storedText(resource, "@pulumi/pulumi")));
  const script = `
    const load = require(${JSON.stringify(require.resolve("require-from-string"))});
    process.argv[1] = ${JSON.stringify(main)};
    (async () => {
      const said = [];
      for (const text of ${JSON.stringify(stored)}) {
        const provider = load(text).handler();
        const calls = { check: ["olds", "news"], diff: ["id", "olds", "news"], create: ["inputs"], read: ["id", "olds"],
          update: ["id", "olds", "news"], delete: ["id", "olds"] };
        for (const [method, args] of Object.entries(calls))
          said.push(await provider[method](...args).catch((e) => \`threw: \${e.message}, stack '\${e.stack}'\`));
      }
      console.log(JSON.stringify(said));
    })();`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" }));
}
