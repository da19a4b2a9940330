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

/** What a wine host needs and this machine lacks, each as `program (Debian package)`; empty where all is there. */
export function missingWineTools(): string[] {
  if (process.platform !== "linux") return [`Linux (this is ${process.platform})`];
  return Object.values(programs)
    .filter((program) => findProgram(program.names) === undefined)
    .map((program) => `${program.names[program.names.length - 1]} (${program.debianPackage})`);
}

/** The programs of a wine host; throws if one is missing. */
export function wineTools(): WineTools {
  const missing = missingWineTools();
  if (missing.length > 0) throw new Error(`a wine host needs ${missing.join(", ")}`);
  const at = (tool: keyof WineTools) => findProgram(programs[tool].names) ?? "";
  return {
    wine: at("wine"),
    wineserver: at("wineserver"),
    sshd: at("sshd"),
    sshKeygen: at("sshKeygen"),
    compiler: at("compiler"),
  };
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
