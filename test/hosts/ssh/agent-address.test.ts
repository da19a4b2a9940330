import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { CredentialUnavailableError } from "../../../provider/errors";
import { type AgentDependencies, agentAddress } from "../../../provider/hosts/ssh/agent";
import { agentKeyFingerprint, agentKeyFormFault } from "../../../provider/hosts/ssh/host-key";
import { newFolder } from "../../support/run-folder";
import { newEd25519Keys } from "../../support/ssh-keys";
import { fingerprint } from "./test-agent";

describe("the address of an SSH agent", () => {
  const folder = newFolder("agents");
  const server = createServer();

  before(() => writeFileSync(join(folder, "file"), ""));
  after(() => void server.close());

  async function listen(): Promise<string> {
    const path = join(folder, "socket");
    if (!server.listening) await once(server.listen(path), "listening");
    return path;
  }

  function find(
    agent: true | string,
    socket: string | undefined,
    platform: NodeJS.Platform = "linux",
  ): ReturnType<typeof agentAddress> {
    const dependencies: AgentDependencies = {
      environment: { SSH_AUTH_SOCK: socket },
      platform,
      folders: { home: () => folder, working: () => folder },
    };
    return agentAddress("jumpHost.agent", agent, dependencies);
  }

  it("is what SSH_AUTH_SOCK names, called by that name alone", async () => {
    const path = await listen();
    assert.deepEqual(find(true, path), { path, named: "environment variable SSH_AUTH_SOCK" });
  });

  it("is the path of a socket: below the home, below the working folder, or absolute", async () => {
    const path = await listen();
    for (const given of ["~/socket", "socket", path])
      assert.deepEqual(find(given, "elsewhere"), { path, named: given });
  });

  it("is the ssh-agent service on Windows, unless another pipe is named", () => {
    const service = "\\\\.\\pipe\\openssh-ssh-agent";
    assert.equal(find(true, undefined, "win32").path, service);
    assert.equal(find(true, "", "win32").path, service);
    assert.equal(find(true, "\\\\.\\pipe\\other", "win32").path, "\\\\.\\pipe\\other");
    assert.equal(find("//./pipe/other", undefined, "win32").path, "//./pipe/other");
    assert.equal(find("\\\\?\\pipe\\other", undefined, "win32").path, "\\\\?\\pipe\\other");
    assert.equal(find(true, "\\\\?\\PIPE\\other", "win32").path, "\\\\?\\PIPE\\other");
  });

  const nowhere: Record<string, [true | string, string | undefined, NodeJS.Platform, RegExp]> = {
    "the variable is not set": [true, undefined, "linux", /SSH_AUTH_SOCK\) is not set\. Start an agent/],
    "the variable is empty": [true, "", "linux", /SSH_AUTH_SOCK\) is not set/],
    "the variable names nothing": [true, "gone", "linux", /names something that does not exist/],
    "the variable names a file": [true, "file", "linux", /names something that is not a socket/],
    "there is no such path": ["gone", undefined, "linux", /jumpHost\.agent \(gone\) does not exist/],
    "the path is a file": ["file", undefined, "linux", /\(file\) is not a socket/],
    "the home is somebody else's": ["~other/s", undefined, "linux", /names another account's home/],
    "Windows is given a path": [
      "C:\\agent",
      undefined,
      "win32",
      /is not a named pipe such as .*Start-Service ssh-agent/,
    ],
    "Windows has the variable of another system": [
      true,
      "/tmp/ssh/agent.1",
      "win32",
      /SSH_AUTH_SOCK\) is not a named pipe such as \S+\. For the ssh-agent service set jumpHost\.agent: "\\\\\\\\\.\\\\pipe\\\\openssh-ssh-agent", or unset SSH_AUTH_SOCK\. See \S+$/,
    ],
    "Windows is given the other form with slashes": ["//?/pipe/other", undefined, "win32", /is not a named/],
  };
  for (const [words, [agent, socket, platform, message]] of Object.entries(nowhere)) {
    it(`is not found where ${words}`, () => {
      assert.throws(
        () => find(agent, socket, platform),
        (error) => error instanceof CredentialUnavailableError && message.test(error.message),
      );
    });
  }
});

describe("the name of an agent's key", () => {
  const pair = newEd25519Keys();
  const line = pair.public.trim();

  it("is a fingerprint, padded or not, or the line of a public key", () => {
    for (const text of [fingerprint(pair), `${fingerprint(pair)}=`, line, ` ${line} a comment\r\n`])
      assert.equal(agentKeyFingerprint(text), fingerprint(pair), text);
  });

  for (const [text, fault] of [
    ["SHA256:abc", /43 characters/],
    ["MD5:aa:bb", /neither/],
    [`${line}\n${line}`, /neither/],
    [`* ${line}`, /neither/],
    ["~/.ssh/id_ed25519.pub", /neither/],
    [pair.private, /neither/],
  ] as const) {
    it(`is not ${JSON.stringify(text.slice(0, 30))}`, () =>
      assert.match(agentKeyFormFault(text) ?? "", fault));
  }
});
