import type * as pulumi from "@pulumi/pulumi";

/*
 * The SDK stores the text of these objects, and of every function they use, with each resource. So they hold as little as
 * possible, capture no value, and find the installed package anew at each call: what is stored never goes out of date.
 */

/**
 * What the package's "./provider" exports. A transitive dependency cannot be resolved from the program's folder under pnpm; from
 * where the SDK itself lies (argv[1]) it can.
 */
function load(): typeof import("./entry") {
  const name = "pulumi-windows-ipsec/provider";
  const roots = [process.cwd(), String(process.argv[1])];
  let path = name;
  try {
    path = require.resolve(name, { paths: roots });
  } catch {
    const error = new Error(
      `${name} was not found: install pulumi-windows-ipsec in the folder of your Pulumi program`,
    );
    error.stack = "";
    throw error;
  }
  return require(path);
}

/** Answers for `NatTraversalSetting`. */
export const settingProvider: pulumi.dynamic.ResourceProvider = {
  async check(olds, news) {
    return load().setting.check(olds, news);
  },
  async diff(id, olds, news) {
    return load().setting.diff(id, olds, news);
  },
  async create(inputs) {
    return load().setting.create(inputs);
  },
  async read(id, olds) {
    return load().setting.read(id, olds);
  },
  async update(id, olds, news) {
    return load().setting.update(id, olds, news);
  },
  async delete(id, olds) {
    return load().setting.delete(id, olds);
  },
};

/** Answers for `Reboot`. */
export const rebootProvider: pulumi.dynamic.ResourceProvider = {
  async check(olds, news) {
    return load().reboot.check(olds, news);
  },
  async diff(id, olds, news) {
    return load().reboot.diff(id, olds, news);
  },
  async create(inputs) {
    return load().reboot.create(inputs);
  },
  async read(id, olds) {
    return load().reboot.read(id, olds);
  },
  async update(id, olds, news) {
    return load().reboot.update(id, olds, news);
  },
  async delete(id, olds) {
    return load().reboot.delete(id, olds);
  },
};
