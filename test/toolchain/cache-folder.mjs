// @ts-check
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const name = "pulumi-windows-ipsec";

/**
 * The one folder outside the checkout that set-up writes to. PULUMI_WINDOWS_IPSEC_CACHE overrides the place the system has for caches.
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 * @returns {string} an absolute path; it need not exist
 */
export function cacheFolder(environment = process.env, platform = process.platform, home = homedir()) {
  const stated = environment.PULUMI_WINDOWS_IPSEC_CACHE;
  if (stated) return resolve(stated);
  if (platform === "win32") return join(environment.LOCALAPPDATA || join(home, "AppData", "Local"), name);
  if (platform === "darwin") return join(home, "Library", "Caches", name);
  return join(environment.XDG_CACHE_HOME || join(home, ".cache"), name);
}
