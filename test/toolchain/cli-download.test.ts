import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { newFolder } from "../support/run-folder";
import { archiveName, downloadCli } from "./cli-download.mjs";
import { cliVersion, executable } from "./cli-version.mjs";

const sumsName = `pulumi-${cliVersion}-checksums.txt`;

describe("the download of the Pulumi CLI", () => {
  let server: Server;
  let address: string;
  let answers: Record<string, (response: ServerResponse) => void>;
  let archive: Buffer;

  before(async () => {
    archive = archiveOf(["pulumi", "pulumi-language-nodejs"].map((name) => `pulumi/${executable(name)}`));
    server = createServer((request, response) => {
      const answer = answers[request.url?.slice(1) ?? ""];
      if (answer !== undefined) answer(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    const hash = createHash("sha256").update(archive).digest("hex");
    answers = {
      [archiveName()]: (response) => response.end(archive),
      [sumsName]: (response) => response.end(`${"0".repeat(64)}  other.tar.gz\n${hash}  ${archiveName()}\n`),
    };
  });

  function download(limits = {}): Promise<string[]> {
    const [folder, work] = [newFolder("cli"), newFolder("work")];
    const from = { archives: address, checksums: address };
    return downloadCli({ folder, work, environment: {}, report: () => {} }, from, limits).then(() =>
      readdirSync(folder).sort(),
    );
  }

  it("unpacks the files of the archive", async () => {
    assert.deepEqual(await download(), [executable("pulumi"), executable("pulumi-language-nodejs")].sort());
  });

  it("refuses an archive with another checksum", async () => {
    answers[archiveName()] = (response) => response.end(Buffer.concat([archive, Buffer.from("x")]));
    await assert.rejects(download(), /has checksum \w+, but \w+ is the published one/);
  });

  it("refuses an archive that the published checksums do not name", async () => {
    answers[sumsName] = (response) => response.end(`${"0".repeat(64)}  other.tar.gz\n`);
    await assert.rejects(download(), /checksums do not name/);
  });

  it("names the address that is missing", async () => {
    delete answers[archiveName()];
    await assert.rejects(download(), (fault: Error) => {
      assert.match(fault.message, /the server said 404/);
      assert.ok(fault.message.includes(archiveName()));
      return true;
    });
  });

  it("gives up on a server that accepts and says nothing", async () => {
    answers[sumsName] = () => {};
    await assert.rejects(download({ firstByteSeconds: 0.05 }), /no first byte within 0.05 s/);
  });

  it("gives up on a server that stops half-way", async () => {
    answers[archiveName()] = (response) => void response.writeHead(200).write(archive.subarray(0, 10));
    await assert.rejects(download({ stallSeconds: 0.05 }), /nothing more came for 0.05 s/);
  });

  it("knows the names of the archives, and where there is none", () => {
    assert.equal(archiveName("linux", "x64"), `pulumi-v${cliVersion}-linux-x64.tar.gz`);
    assert.equal(archiveName("darwin", "arm64"), `pulumi-v${cliVersion}-darwin-arm64.tar.gz`);
    assert.equal(archiveName("win32", "x64"), `pulumi-v${cliVersion}-windows-x64.zip`);
    assert.throws(() => archiveName("freebsd", "x64"), /no release/);
    assert.throws(() => archiveName("linux", "ia32"), /no release/);
  });
});

/** A tar archive of files without content, compressed. */
function archiveOf(paths: readonly string[]): Buffer {
  const headers = paths.map((path) => {
    const header = Buffer.alloc(512);
    header.write(path);
    // In octal: the mode, owner, group, size and time. Blanks stand for the checksum; 0 is a file.
    header.write("0000755\x000000000\x000000000\x0000000000000\x0000000000000\x00        0", 100);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return header;
  });
  return gzipSync(Buffer.concat([...headers, Buffer.alloc(1024)]));
}
