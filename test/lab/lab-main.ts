import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type SimulatedHost, type SimulatedWinrmHost, startSimulatedHost } from "./simulated/simulated-host";

/**
 * Starts so many simulated hosts, prints how to reach each, shows what arrives, and resolves once SIGINT or SIGTERM
 * has come and everything is gone. Throws RangeError for a count that is not 1 to 50.
 */
export async function runLab(count: string): Promise<void> {
  const number = Number(count);
  if (!Number.isInteger(number) || number < 1 || number > 50) {
    throw new RangeError(`"${count}" is no number of hosts: 1 to 50`);
  }
  const asked = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const hosts: SimulatedHost[] = [];
  try {
    for (let next = 1; next <= number; next++) {
      const host = await startSimulatedHost({
        winrm: true,
        writePrivateKeyFile: true,
        power: { bootSeconds: 10 },
      });
      hosts.push(host);
      console.log(`${introduction(host)}\n`);
      showActivity(host);
    }
    console.log("A restart takes 10 s and the warning before it. Ctrl-C stops the hosts.\n");
    await asked;
  } finally {
    for (const host of hosts) await host.stop();
  }
}

function introduction(host: SimulatedWinrmHost): string {
  const { port, user, password, hostKey } = host.connection;
  const winrm = host.winrmConnections.https;
  const keyFile = host.privateKeyFile ?? "";
  const knownHosts = join(dirname(keyFile), "known_hosts");
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${host.sshd.hostKeyLine}\n`);
  const ssh = `ssh -p ${port} -i "${keyFile}" -o UserKnownHostsFile="${knownHosts}" ${user}@127.0.0.1`;
  const key = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent`;
  return [
    `${host.windows.computerName}, Windows ${host.windows.release.version}`,
    `  ${ssh} 'reg query "${key}"'`,
    "  connection: {",
    `    transport: "ssh", host: "127.0.0.1", port: ${port}, user: "${user}", password: "${password}",`,
    `    hostKey: "${hostKey}",`,
    "  },",
    "  or: {",
    `    transport: "winrm", host: "127.0.0.1", port: ${winrm.port}, user: "${user}", password: "${password}",`,
    `    certificateSha256: "${winrm.certificateSha256}",`,
    "  },",
  ].join("\n");
}

function showActivity({ windows }: SimulatedHost): void {
  const say = (what: string) => console.log(`${windows.computerName}  ${what}`);
  windows.onCommand = (commandLine) => say(`> ${commandLine}`);
  windows.power.listen({
    wentDown: () => say("goes down"),
    booted: () => say(`is back: restart ${windows.boots}`),
  });
}
