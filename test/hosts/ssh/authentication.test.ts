import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { type AuthContext, utils } from "ssh2";
import { AuthenticationError, CredentialUnavailableError } from "../../../provider/errors";
import type { SshConnection } from "../../../provider/hosts/ssh/connection";
import { newEd25519Keys } from "../../support/ssh-keys";
import { acceptsKeys } from "./accepted-keys";
import { SshLab } from "./ssh-lab";

const plainKey = newEd25519Keys();
const lockedKey = utils.generateKeyPairSync("ecdsa", {
  bits: 256,
  passphrase: 'päss "%\\',
  cipher: "aes256-cbc",
  rounds: 1,
});

describe("logging in over SSH", () => {
  const lab = new SshLab();
  afterEach(() => lab.end());

  /** A connection with this key and no password. */
  function withKey(connection: SshConnection, changes: Partial<SshConnection>): SshConnection {
    const { password: _password, ...rest } = connection;
    return { ...rest, ...changes };
  }

  for (const password of ["right", 'p"ä%\\漢 ']) {
    it(`logs in with the password ${JSON.stringify(password)}, and tries nothing else`, async () => {
      const server = await lab.start({ password });
      await lab.open(server.connection()).run("x");
      assert.deepEqual(server.logins, ["password"]);
    });
  }

  it("offers a rejected password once and never again", async () => {
    const server = await lab.start();
    const host = lab.open(server.connection({ password: "wrong-canary" }));
    const first = await host.run("x").catch((error) => error);
    const second = await host.run("x").catch((error) => error);
    assert.ok(first instanceof AuthenticationError && second instanceof AuthenticationError);
    assert.match(
      first.message,
      /^AUTHENTICATION: could not log in as admin on 127\.0\.0\.1: the host rejected the password\./,
    );
    assert.match(second.message, /not tried again/);
    assert.ok(!`${first.message}${second.message}`.includes("canary"));
    assert.deepEqual(server.logins, ["password"]);
    assert.equal(server.connections, 1);
  });

  it("does not offer a rejected password through keyboard-interactive as well", async () => {
    const server = await lab.start({
      authenticate: (request) => request.reject(["password", "keyboard-interactive"]),
    });
    await assert.rejects(lab.open(server.connection()).run("x"), { code: "AUTHENTICATION" });
    assert.deepEqual(server.logins, ["password"]);
  });

  function asking(prompts: { prompt: string; echo: boolean }[][], accepted: string) {
    return (request: AuthContext) => {
      if (request.method !== "keyboard-interactive") return request.reject(["keyboard-interactive"]);
      const ask = (round: number) => {
        const now = prompts[round];
        if (now === undefined) return request.reject(["keyboard-interactive"]);
        request.prompt(now, (answers) => (answers[0] === accepted ? request.accept() : ask(round + 1)));
      };
      return ask(0);
    };
  }
  const passwordPrompt = [{ prompt: "Password:", echo: false }];

  it("answers a single password prompt where the method password is not accepted", async () => {
    const server = await lab.start({ authenticate: asking([passwordPrompt], "right") });
    await lab.open(server.connection()).run("x");
    assert.deepEqual(server.logins, ["password", "keyboard-interactive"]);
  });

  it("does not answer a password prompt in a second login", async () => {
    const server = await lab.start({ authenticate: asking([passwordPrompt], "other") });
    await assert.rejects(lab.open(server.connection()).run("x"), { code: "AUTHENTICATION" });
    assert.deepEqual(server.logins, ["password", "keyboard-interactive"]);
  });

  const askedTooMuch: Record<string, [{ prompt: string; echo: boolean }[][], RegExp]> = {
    "a second time": [[passwordPrompt, passwordPrompt], /asked for the password again/],
    "for two things": [[[...passwordPrompt, { prompt: "Code:", echo: false }]], /more than a password/],
    "for something shown": [[[{ prompt: "Code:", echo: true }]], /more than a password/],
  };
  for (const [name, [prompts, message]] of Object.entries(askedTooMuch)) {
    it(`gives up when asked ${name}`, async () => {
      const server = await lab.start({ authenticate: asking(prompts, "other") });
      const host = lab.open(server.connection());
      await assert.rejects(host.run("x"), message);
      await assert.rejects(host.run("x"), { code: "AUTHENTICATION" });
      assert.equal(server.connections, 1);
    });
  }

  it("says which methods a host accepts instead", async () => {
    const server = await lab.start({ authenticate: (request) => request.reject(["publickey"]) });
    await assert.rejects(
      lab.open(server.connection()).run("x"),
      /does not accept password authentication \(it accepts: publickey\)/,
    );
  });

  it("says that a second factor is required", async () => {
    const server = await lab.start({
      authenticate: (request) => request.reject(["keyboard-interactive"], true),
    });
    await assert.rejects(
      lab.open(server.connection()).run("x"),
      /password was accepted, but the host also requires/,
    );
    assert.deepEqual(server.logins, ["password"]);
  });

  it("logs in with a private key, and offers nothing but the key", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(plainKey.public) });
    await lab.open(withKey(server.connection(), { privateKey: plainKey.private })).run("x");
    assert.deepEqual([...new Set(server.logins)], ["publickey"]);
  });

  it("logs in with a private key and its passphrase, with any line ends", async () => {
    const server = await lab.start({ authenticate: acceptsKeys(lockedKey.public) });
    const privateKey = `\r\n${lockedKey.private.replace(/\n/g, "\r\n")}\r\n\r\n`;
    await lab.open(withKey(server.connection(), { privateKey, passphrase: 'päss "%\\' })).run("x");
  });

  it("offers a rejected key in one login and never again, and points to the file of administrators", async () => {
    const server = await lab.start({ authenticate: (request) => request.reject(["publickey", "password"]) });
    const host = lab.open(withKey(server.connection(), { privateKey: plainKey.private }));
    await assert.rejects(host.run("x"), /rejected the publickey.*administrators_authorized_keys/);
    await assert.rejects(host.run("x"), { code: "AUTHENTICATION" });
    assert.deepEqual(server.logins, ["publickey"]);
  });

  const unusable: Record<string, [Partial<SshConnection>, RegExp]> = {
    "an encrypted key without its passphrase": [
      { privateKey: lockedKey.private },
      /privateKey .* is encrypted/,
    ],
    "a wrong passphrase": [
      { privateKey: lockedKey.private, passphrase: "canary" },
      /passphrase .* does not decrypt privateKey/,
    ],
    "a public key": [{ privateKey: plainKey.public }, /is a public key/],
    "a path for a key": [{ privateKey: "~/.ssh/canary" }, /is a path, not a private key.*\{ file: … \}/],
    "a damaged key": [
      { privateKey: plainKey.private.replace(/\n.{40}/, "\n") },
      /privateKey .* is a damaged private key/,
    ],
    "a wrong host key form": [
      { privateKey: plainKey.private, hostKey: "SHA256:canary" },
      /hostKey .* is not SHA256:/,
    ],
    "a missing known_hosts file": [
      { privateKey: plainKey.private, hostKey: { file: "~/no-such-folder/known_hosts" } },
      /hostKey \(file ~\/no-such-folder\/known_hosts\) does not exist/,
    ],
  };
  for (const [name, [changes, message]] of Object.entries(unusable)) {
    it(`finds ${name} before any connection`, async () => {
      const server = await lab.start();
      assert.throws(
        () => lab.open(withKey(server.connection(), changes)),
        (error) => {
          assert.ok(error instanceof CredentialUnavailableError, String(error));
          assert.match(error.message, message);
          assert.ok(!/canary/.test(error.message.replace(/file \S*/, "")), error.message);
          return true;
        },
      );
      assert.equal(server.connections, 0);
    });
  }

  it("names every unusable part of a connection at once", () => {
    const connection: SshConnection = {
      transport: "ssh",
      host: "vpn01",
      user: "admin",
      privateKey: "nonsense",
      hostKey: "nonsense",
    };
    assert.throws(() => lab.open(connection), /on vpn01: privateKey .*; hostKey .* is neither/);
  });
});
