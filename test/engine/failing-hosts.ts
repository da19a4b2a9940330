import type { ErrorCode } from "../../provider/errors";
import { prefetchParameters, services } from "../lab/simulated/fixture";
import { canary, canaryKey } from "../support/canaries";
import type { FailingHost, SecretHosts } from "./secret-hosts";

const restart = { when: "ifRequired", warningSeconds: 5 };

/** Starts a host for each of them, and the two failures that need more than one server. */
export async function startFailingHosts(hosts: SecretHosts): Promise<ReadonlySet<ErrorCode>> {
  const all = failures();
  for (const [, name, failing] of all) await hosts.failing(name, failing);

  const greeting = canary("not-ssh");
  const port = await hosts.mailServer(greeting);
  await hosts.failing("not-ssh", { connection: { port }, secrets: { password: greeting } });

  await hosts.failing("twin", { shape: "secret" });
  const twin = hosts.users.twin;
  if (twin !== undefined) {
    hosts.users["twin-elsewhere"] = { ...twin, connection: { ...twin.connection, host: "localhost" } };
  }
  return new Set([...all.map(([code]) => code), "PROTOCOL", "TWO_OWNERS"]);
}

function keySecrets(name: string): { readonly privateKey: string; readonly passphrase: string } {
  const passphrase = canary(name);
  return { privateKey: canaryKey(passphrase).pem, passphrase };
}

/** Makes a host give this answer to such commands, as one would that knows the secret and says it. */
function answering(when: RegExp, output: string): NonNullable<FailingHost["prepare"]> {
  const result = { output: Buffer.from(output).toString("latin1") };
  return ({ windows }) => windows.faults.add({ when, times: 1000, effect: { kind: "reply", result } });
}

/** Resources that come to nothing in one `pulumi up`, each beside the code that its error has. */
function failures(): readonly (readonly [code: ErrorCode, name: string, failing: FailingHost])[] {
  return [
    ["AUTHENTICATION", "wrong-password", { host: { password: "another" }, shape: "secret" }],
    ["AUTHENTICATION", "unknown-key", { secrets: keySecrets("unknown-key"), shape: "file" }],
    ["HOST_KEY", "other-host-key", { prepare: (host) => host.sshd.changeHostKey() }],
    ["UNREACHABLE", "nobody-there", { prepare: (host) => void host.sshd.stop(), shape: "env" }],
    [
      "UNREACHABLE",
      "falls-silent",
      {
        prepare: (host) => {
          host.sshd.silence = "afterHalfTheOutput";
        },
        args: { timeouts: { commandSeconds: 1 } },
      },
    ],
    [
      "CREDENTIAL_UNAVAILABLE",
      "wrong-passphrase",
      {
        secrets: { ...keySecrets("right-passphrase"), passphrase: canary("wrong-passphrase") },
        shape: "env",
      },
    ],
    ["CREDENTIAL_UNAVAILABLE", "no-passphrase", { secrets: { privateKey: keySecrets("kept").privateKey } }],
    // Given as text, these two would be refused by the check already.
    [
      "CREDENTIAL_UNAVAILABLE",
      "no-key-at-all",
      { secrets: { privateKey: canary("no-key-at-all") }, shape: "env" },
    ],
    [
      "CREDENTIAL_UNAVAILABLE",
      "half-a-key",
      { secrets: { privateKey: keySecrets("half").privateKey.slice(0, 150) }, shape: "file" },
    ],
    [
      "ACCESS_DENIED",
      "not-elevated",
      {
        prepare: (host) => {
          host.windows.elevated = false;
        },
      },
    ],
    [
      "REGISTRY_TOOLS_DISABLED",
      "no-registry-tools",
      {
        prepare: (host) => {
          host.windows.registryToolsDisabled = true;
        },
      },
    ],
    ["UNSUPPORTED_SHELL", "other-shell", { host: { shell: "bash" } }],
    ["UNSUPPORTED_SHELL", "echoing-shell", { prepare: answering(/^echo/, canary("echoing-shell")) }],
    ["UNSUPPORTED_OS", "server-2003", { host: { os: "2003" } }],
    [
      "KEY_MISSING",
      "no-policy-agent",
      { prepare: (host) => void host.windows.registry.deleteKey(`${services}\\PolicyAgent`) },
    ],
    [
      "UNEXPECTED_OUTPUT",
      "answers-nonsense",
      { prepare: answering(/reg query/, canary("answers-nonsense")) },
    ],
    [
      "NOT_RESTORABLE",
      "value-with-quotes",
      { host: { startValue: { type: "REG_SZ", data: '2" & echo "' } }, shape: "connection as a secret" },
    ],
    ["BACKUP_FAILED", "no-backup-folder", { args: { backup: { hostDirectory: "C:\\Missing" } } }],
    [
      "COMMAND",
      "strange-exit-code",
      {
        prepare: (host) => {
          host.windows.refuseKey(host.windows.settingKey, "write");
          host.windows.faults.add({
            when: /^reg add [^&]*$/,
            times: 1000,
            effect: { kind: "program", name: "reg", result: { exitCode: 87 } },
          });
        },
      },
    ],
    [
      "REBOOT_REFUSED",
      "may-not-restart",
      {
        prepare: (host) => {
          host.windows.mayShutDown = false;
        },
        args: { reboot: { ...restart, group: { name: "may-not-restart" } } },
        shape: "output",
      },
    ],
    [
      "REBOOT_TIMEOUT",
      "never-returns",
      {
        host: { power: { afterRestart: "neverReturns" } },
        args: { reboot: { ...restart, group: { name: "never-returns" }, timeoutSeconds: 6 } },
      },
    ],
    [
      "REBOOT_UNPROVEN",
      "without-evidence",
      {
        host: { bootId: "missing", power: { afterRestart: "neverReturns", bootSeconds: 0 } },
        prepare: ({ windows, sshd }) => {
          windows.registry.deleteKey(prefetchParameters);
          windows.eventLog.clear();
          windows.power.listen({ booted: () => windows.eventLog.clear() });
          // Nothing but being seen down tells that it went down at all.
          sshd.onAttemptWhileDown = () => windows.power.powerOn();
        },
        args: {
          bootMarker: false,
          reboot: {
            ...restart,
            group: { name: "without-evidence" },
            ifUnknown: "reboot",
            timeoutSeconds: 14,
          },
        },
      },
    ],
  ];
}
