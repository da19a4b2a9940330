import { findProgram } from "../find-program";

/** Absolute paths of the programs that a wine host is made of. */
export interface WineTools {
  readonly wine: string;
  readonly wineserver: string;
  readonly sshd: string;
  readonly sshKeygen: string;
  readonly compiler: string;
}

interface Program {
  readonly names: readonly string[];
  /** The Debian package that brings it. */
  readonly debianPackage: string;
}

const programs: Readonly<Record<keyof WineTools, Program>> = {
  // The `wine` of Debian is a shell script that costs a process or two a command: the loader itself comes first.
  wine: { names: ["wine64", "wine"], debianPackage: "wine64" },
  wineserver: { names: ["wineserver64", "wineserver"], debianPackage: "wine64" },
  sshd: { names: ["sshd"], debianPackage: "openssh-server" },
  sshKeygen: { names: ["ssh-keygen"], debianPackage: "openssh-client" },
  compiler: { names: ["x86_64-w64-mingw32-gcc"], debianPackage: "gcc-mingw-w64-x86-64" },
};

const all = Object.keys(programs) as (keyof WineTools)[];

/** What a wine host needs and this machine lacks, each as `program (Debian package)`; empty where all is there. */
export function missingWineTools(wanted: readonly (keyof WineTools)[] = all): string[] {
  if (process.platform !== "linux") return [`Linux (this is ${process.platform})`];
  return wanted
    .map((tool) => programs[tool])
    .filter((program) => findProgram(program.names) === undefined)
    .map((program) => `${program.names[program.names.length - 1]} (${program.debianPackage})`);
}

/** The programs of a wine host, or these of them; throws if one is missing. */
export function wineTools<Tool extends keyof WineTools = keyof WineTools>(
  wanted: readonly Tool[] = all as Tool[],
): Pick<WineTools, Tool> {
  const missing = missingWineTools(wanted);
  if (missing.length > 0) throw new Error(`a wine host needs ${missing.join(", ")}`);
  return Object.fromEntries(wanted.map((tool) => [tool, findProgram(programs[tool].names) ?? ""])) as Pick<
    WineTools,
    Tool
  >;
}

/**
 * For a `before` hook: skips the suite, with its reason printed, where a wine host cannot be built; with CI=true
 * that is a failure.
 */
export function skipWithoutWine(suite: Mocha.Context): void {
  const missing = missingWineTools();
  if (missing.length === 0) return;
  const reason = `no wine host here: missing ${missing.join(", ")}`;
  if (process.env.CI === "true") throw new Error(reason);
  console.log(`      skipped: ${reason}`);
  suite.skip();
}
