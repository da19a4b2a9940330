import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canary, canaryKey } from "../support/canaries";
import { newFolder } from "../support/run-folder";
import { javaScriptProgram } from "./declared-program";
import type { ProgramFiles } from "./program-folder";

/** Every way in which a program can hand over a secret; the last two hand over the connection as a whole. */
export const secretShapes = [
  "text",
  "secret",
  "output",
  "env",
  "file",
  "connection in an Output",
  "connection as a secret",
] as const;

/** A way to hand over a secret. */
export type SecretShape = (typeof secretShapes)[number];

/** A resource of such a program. */
export interface SecretUser {
  /** Everything but the secrets. */
  readonly connection: object;
  /** The secrets by property: `password`, or `privateKey` and `passphrase`; a misspelt one too. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly shape: SecretShape;
  readonly args?: object;
  /** The same for the jump host on the way, if there is one. */
  readonly jumpHost?: Pick<SecretUser, "connection" | "secrets">;
}

/**
 * Where a program finds its secrets: environment variables and files outside the program. Nothing below the project's folder holds
 * one unless Pulumi or this package puts it there.
 */
export class SecretStore {
  /** For every call of Pulumi: all secrets, whatever their shape. */
  readonly environment: Record<string, string> = {};
  readonly texts = new Set<string>();
  private readonly folder: string;

  constructor() {
    this.folder = join(newFolder("secrets"), "kept");
    mkdirSync(this.folder);
  }

  /** The program that declares these resources, each status among its outputs. */
  program(users: Readonly<Record<string, SecretUser>>): ProgramFiles {
    const lines = Object.entries(users).map(([name, user]) => {
      const connection = this.connectionSource(name, user);
      const args = JSON.stringify({ behindNat: "both", ...user.args });
      return `status[${JSON.stringify(name)}] = new ipsec.NatTraversal(${JSON.stringify(name)}, { ...${args}, connection: ${connection} }).status;`;
    });
    return javaScriptProgram(`const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const ipsec = require("pulumi-windows-ipsec");
const text = (path) => readFileSync(path, "utf8");
const status = {};
${lines.join("\n")}
module.exports = { status };
`);
  }

  private connectionSource(name: string, { shape, jumpHost, ...own }: SecretUser): string {
    const properties = this.propertySources(name, shape, own);
    if (jumpHost !== undefined) {
      const jump = this.propertySources(`${name}-jump`, shape, jumpHost);
      properties.push(`jumpHost: { ${jump.join(", ")} }`);
    }
    const whole = `{ ${properties.join(", ")} }`;
    if (shape === "connection in an Output") return `pulumi.output(${whole})`;
    return shape === "connection as a secret" ? `pulumi.secret(${whole})` : whole;
  }

  private propertySources(
    name: string,
    shape: SecretShape,
    { connection, secrets }: Pick<SecretUser, "connection" | "secrets">,
  ): string[] {
    const properties = Object.entries(secrets).map(([property, secret]) => {
      const place = this.keep(`${name}-${property}`, secret);
      return `${property}: ${source(shape, place)}`;
    });
    return [`...${JSON.stringify(connection)}`, ...properties];
  }

  private keep(name: string, secret: string): { readonly file: string; readonly variable: string } {
    const file = join(this.folder, name);
    writeFileSync(file, secret);
    const variable = `SECRET_${name.replaceAll("-", "_")}`;
    this.environment[variable] = secret;
    this.texts.add(secret);
    return { file, variable };
  }
}

/** Inputs that check refuses, secrets at places where none belong among them. */
export function wrongUser(user: SecretUser | undefined, shape: SecretShape): SecretUser {
  assert.ok(user !== undefined);
  const password = canary("wrong-inputs");
  return {
    connection: { ...user.connection, port: 70_000, keepaliveSeconds: password },
    secrets: { password, privateKey: canaryKey(password).pem, pasword: password },
    jumpHost: {
      connection: { port: -1 },
      secrets: { passphrase: password, psword: password },
    },
    shape,
    args: { behindNat: 3, behindNatt: 2, onDelete: ["keep"] },
  };
}

/** The shape after that of this secret, among those that its kind can have. */
export function nextShape({ shape, secrets }: SecretUser): SecretShape {
  const shapes = "password" in secrets ? secretShapes : secretShapes.filter((each) => !each.includes(" "));
  return shapes[(shapes.indexOf(shape) + 1) % shapes.length] ?? shape;
}

function source(shape: SecretShape, place: { readonly file: string; readonly variable: string }): string {
  const read = `text(${JSON.stringify(place.file)})`;
  switch (shape) {
    case "env":
      return JSON.stringify({ env: place.variable });
    case "file":
      return JSON.stringify({ file: place.file });
    case "secret":
      return `pulumi.secret(${read})`;
    case "output":
      return `pulumi.output(Promise.resolve(${read}))`;
    default:
      return read;
  }
}
