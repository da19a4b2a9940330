// @ts-check
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliVersion, executable } from "./cli-version.mjs";
import { runQuietly } from "./progress.mjs";

/** Where the archives are, and, on another host, what they must hash to. */
const official = {
  archives: "https://get.pulumi.com/releases/sdk",
  checksums: `https://github.com/pulumi/pulumi/releases/download/v${cliVersion}`,
};

/**
 * @typedef {object} Wanted
 * @property {string} folder receives the CLI's files
 * @property {string} work a folder for what is needed meanwhile
 * @property {NodeJS.ProcessEnv} environment
 * @property {(detail: string) => void} report
 */

/**
 * Fetches the official release archive, checks it against its published checksum and unpacks it.
 * @param {Wanted} wanted
 * @param {{ archives: string, checksums: string }} [from]
 * @param {{ firstByteSeconds?: number, stallSeconds?: number }} [limits]
 */
export async function downloadCli(wanted, from = official, limits = {}) {
  const name = archiveName();
  const sums = await fetchWhole(`${from.checksums}/pulumi-${cliVersion}-checksums.txt`, wanted, limits);
  const expected = checksumOf(sums.toString("utf8"), name);
  const archive = await fetchWhole(`${from.archives}/${name}`, wanted, limits);
  const actual = createHash("sha256").update(archive).digest("hex");
  if (actual !== expected)
    throw new Error(`${name} has checksum ${actual}, but ${expected} is the published one`);
  const unpacked = join(wanted.work, "unpacked");
  mkdirSync(unpacked, { recursive: true });
  writeFileSync(join(wanted.work, name), archive);
  await runQuietly({ program: tarProgram(), args: ["-xf", name, "-C", "unpacked"], folder: wanted.work });
  const entries = readdirSync(unpacked, { recursive: true, withFileTypes: true });
  // The folder above it has the same name in some releases.
  const cli = entries.find((entry) => entry.isFile() && entry.name === executable("pulumi"));
  if (cli === undefined) throw new Error(`${name} holds no ${executable("pulumi")}`);
  cpSync(cli.parentPath, wanted.folder, { recursive: true });
}

/** The archive for this platform; throws where there is none. */
export function archiveName(platform = process.platform, arch = process.arch) {
  const systems = { linux: "linux", darwin: "darwin", win32: "windows" };
  const system = systems[/** @type {keyof typeof systems} */ (platform)];
  if (system === undefined || !["x64", "arm64"].includes(arch))
    throw new Error(`there is no release for ${platform} on ${arch}`);
  return `pulumi-v${cliVersion}-${system}-${arch}.${platform === "win32" ? "zip" : "tar.gz"}`;
}

/**
 * @param {string} sums lines of "HASH  FILE"
 * @param {string} name
 */
function checksumOf(sums, name) {
  for (const line of sums.split("\n")) {
    const [hash, file] = line.trim().split(/\s+\*?/);
    if (file === name && hash !== undefined && /^[0-9a-f]{64}$/i.test(hash)) return hash.toLowerCase();
  }
  throw new Error(`the published checksums do not name ${name}`);
}

/**
 * @param {string} address
 * @param {Pick<Wanted, "report">} wanted
 * @param {{ firstByteSeconds?: number, stallSeconds?: number }} limits
 * @returns {Promise<Buffer>}
 */
async function fetchWhole(address, { report }, { firstByteSeconds = 10, stallSeconds = 30 }) {
  const abort = new AbortController();
  let limit = setTimeout(() => abort.abort(), firstByteSeconds * 1000);
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  try {
    const response = await fetch(address, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the server said ${response.status}`);
    for await (const part of response.body) {
      clearTimeout(limit);
      limit = setTimeout(() => abort.abort(), stallSeconds * 1000);
      parts.push(part);
      size += part.length;
      report(`${(size / 1e6).toFixed(1)} MB of ${address.split("/").at(-1)}`);
    }
    return Buffer.concat(parts);
  } catch (fault) {
    if (!abort.signal.aborted) throw new Error(`${address}: ${messageOf(fault)}`);
    throw new Error(
      size === 0
        ? `${address}: no first byte within ${firstByteSeconds} s`
        : `${address}: nothing more came for ${stallSeconds} s`,
    );
  } finally {
    clearTimeout(limit);
  }
}

/** fetch hides the reason in `cause`. @param {unknown} fault */
function messageOf(fault) {
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause instanceof Error ? `${fault.message} (${fault.cause.message})` : fault.message;
}

/** Windows brings a tar that reads zip archives and drive letters; another one on PATH may not. */
function tarProgram() {
  const root = process.env.SystemRoot;
  return process.platform === "win32" && root !== undefined ? join(root, "System32", "tar.exe") : "tar";
}
