import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";

const cases = [
  { platform: "linux", environment: {}, folder: join("/home/u", ".cache", "pulumi-windows-ipsec") },
  {
    platform: "linux",
    environment: { XDG_CACHE_HOME: "/var/c" },
    folder: join("/var/c", "pulumi-windows-ipsec"),
  },
  {
    platform: "darwin",
    environment: { XDG_CACHE_HOME: "/var/c" },
    folder: join("/home/u", "Library", "Caches", "pulumi-windows-ipsec"),
  },
  {
    platform: "win32",
    environment: { LOCALAPPDATA: "/appdata" },
    folder: join("/appdata", "pulumi-windows-ipsec"),
  },
  {
    platform: "win32",
    environment: {},
    folder: join("/home/u", "AppData", "Local", "pulumi-windows-ipsec"),
  },
  {
    platform: "darwin",
    environment: { PULUMI_WINDOWS_IPSEC_CACHE: "elsewhere" },
    folder: resolve("elsewhere"),
  },
] as const;

describe("the cache folder", () => {
  for (const { platform, environment, folder } of cases) {
    it(`on ${platform} with ${JSON.stringify(environment)}`, () => {
      assert.equal(cacheFolder(environment, platform, "/home/u"), folder);
    });
  }
});
