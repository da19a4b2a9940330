import { type AddressInfo, createServer } from "node:net";
import { type Failure, failureScenario } from "./failure";
import { type Scenario, toAnotherMachine } from "./scenario";
import type { Scene } from "./scene";

function goDown({ windows }: Scene): void {
  windows.power.behaviour.afterRestart = "neverReturns";
  windows.power.crash();
}

function goDownSilently(scene: Scene): void {
  scene.windows.power.behaviour.connections = "silent";
  goDown(scene);
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const failures: readonly Failure[] = [
  {
    title: "a name that nobody knows",
    code: "UNREACHABLE",
    fits: toAnotherMachine,
    connection: () => ({ host: "no-such-host.invalid" }),
    says: () => /no-such-host\.invalid/,
  },
  {
    title: "a port on which nothing listens",
    code: "UNREACHABLE",
    fits: toAnotherMachine,
    connection: async () => ({ port: await unusedPort() }),
  },
  {
    title: "a port on which something else answers",
    code: "PROTOCOL",
    fits: (way) => way.transport !== "powershell",
    connection: ({ lab, way }) => ({ port: way.transport === "ssh" ? lab.winrm.http.port : lab.sshd.port }),
  },
  { title: "a host that is down", code: "UNREACHABLE", fits: toAnotherMachine, prepare: goDown },
  {
    title: "a host that takes connections and says nothing",
    code: "UNREACHABLE",
    fits: toAnotherMachine,
    inputs: { timeouts: { connectSeconds: 7, commandSeconds: 7 } },
    prepare: goDownSilently,
  },
  {
    title: "a host that falls silent during a command",
    code: "UNREACHABLE",
    alsoOver: ["powershell local"],
    inputs: { timeouts: { connectSeconds: 300, commandSeconds: 5 } },
    prepare: ({ windows }) => windows.faults.add({ when: /reg query/, effect: { kind: "silence" } }),
  },
  {
    title: "a link that is cut during a command (on this machine: PowerShell that dies)",
    code: "UNREACHABLE",
    alsoOver: ["powershell local"],
    prepare: ({ windows }) =>
      windows.faults.add({ when: /reg query/, effect: { kind: "cut", when: "during" } }),
  },
  {
    title: "a host that is down on refresh",
    code: "UNREACHABLE",
    fits: toAnotherMachine,
    tried: "refresh",
    prepare: goDown,
  },
  {
    title: "a host that is down on destroy",
    code: "UNREACHABLE",
    fits: toAnotherMachine,
    tried: "delete",
    prepare: goDown,
  },
];

/** What keeps the host from being reached, or from answering. */
export const failuresOfLinks: readonly Scenario[] = failures.map(failureScenario);
