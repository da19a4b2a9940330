import { createHash } from "node:crypto";
import { Client } from "ssh2";
import type { CommandResult } from "../../../provider/hosts/host";
import type { LabConnection } from "../lab-host";

/**
 * One SSH connection to a host, made without any of the provider's own code, so that what the contract says of a host
 * does not depend on what it is there to test.
 */
export class Session {
  private constructor(private readonly client: Client) {}

  /** Connects; rejects if the host does not accept, or shows another key than the connection names. */
  static open(connection: LabConnection): Promise<Session> {
    return new Promise((resolve, reject) => {
      const client = new Client();
      client.once("ready", () => {
        // Small packets would wait for acknowledgements, 40 ms a command.
        client.setNoDelay(true);
        resolve(new Session(client));
      });
      // Stays for good: a connection that is cut later also ends with an error, and then with "close".
      client.on("error", reject);
      client.once("close", () => reject(new Error("closed before it was ready")));
      client.connect({
        host: connection.host,
        port: connection.port,
        username: connection.user,
        ...("password" in connection
          ? { password: connection.password }
          : { privateKey: connection.privateKey }),
        hostVerifier: (key: Buffer) => fingerprint(key) === connection.hostKey,
        readyTimeout: 5000,
      });
    });
  }

  /** Runs a command line; rejects if the connection ends before its exit code. */
  run(commandLine: string): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const cut = () => reject(new Error("the connection ended before the exit code"));
      this.client.once("close", cut);
      this.client.exec(commandLine, (fault, channel) => {
        if (fault) return reject(fault);
        let [output, errorOutput, exitCode] = ["", "", -1];
        channel.setEncoding("latin1").on("data", (text: string) => {
          output += text;
        });
        channel.stderr.setEncoding("latin1").on("data", (text: string) => {
          errorOutput += text;
        });
        channel.on("exit", (code: number | null) => {
          exitCode = code ?? -1;
        });
        channel.on("close", () => {
          this.client.off("close", cut);
          resolve({ exitCode, output, errorOutput });
        });
      });
    });
  }

  /** Resolves when the host has ended the connection. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.client.once("close", () => resolve());
    });
  }

  /** Ends the connection in an orderly way. */
  close(): Promise<void> {
    const ended = this.ended();
    this.client.end();
    return ended;
  }
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
