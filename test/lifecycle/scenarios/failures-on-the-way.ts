import { type AddressInfo, createServer } from "node:net";
import { type Failure, failureScenario } from "./failure";
import { only, over, type Scenario, toAnotherMachine } from "./scenario";
import type { Scene } from "./scene";

export function goDown({ windows }: Scene): void {
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

function otherFingerprint({ lab }: Scene): string {
  const { certificateSha256 = "" } = lab.winrmConnections.https;
  return certificateSha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
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
    fits: (way) => way.transport === "ssh" || way.name === "winrm http",
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
    inputs: { timeouts: { connectSeconds: 300, commandSeconds: 5 } },
    prepare: ({ windows }) => windows.faults.add({ when: /reg query/, effect: { kind: "silence" } }),
  },
  {
    title: "a link that is cut during a command (on this machine: PowerShell that dies)",
    code: "UNREACHABLE",
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
  {
    title: "another host key",
    code: "HOST_KEY",
    fits: over("ssh"),
    prepare: ({ lab }) => lab.sshd.changeHostKey(),
  },
  {
    title: "another certificate",
    code: "TLS",
    fits: only("winrm https"),
    connection: (scene) => ({ certificateSha256: otherFingerprint(scene) }),
  },
  {
    title: "a certificate of an unknown authority",
    code: "TLS",
    fits: only("winrm https", "powershell remoting"),
    options: { computer: { refusal: refusal("12175") } },
    connection: ({ way }) =>
      way.transport === "winrm" ? { certificateSha256: undefined } : { scheme: "https" },
  },
  {
    title: "a wrong password",
    code: "AUTHENTICATION",
    fits: toAnotherMachine,
    connection: () => ({ password: "another" }),
  },
  {
    title: "a password that is not where it is said to be",
    code: "CREDENTIAL_UNAVAILABLE",
    fits: toAnotherMachine,
    connection: () => ({ password: { env: "NO_VARIABLE_OF_THIS_NAME" } }),
    says: () => /NO_VARIABLE_OF_THIS_NAME/,
  },
  {
    title: "an account that may open no session",
    code: "ACCESS_DENIED",
    fits: (way) => way.transport === "winrm" || way.name === "powershell remoting",
    options: { computer: { refusal: refusal("AccessDenied") } },
    prepare: ({ lab }) =>
      lab.winrm.faults.add({
        leg: "create",
        effect: { kind: "fault", fault: { code: 5, subcode: "AccessDenied", text: "Access is denied." } },
      }),
  },
  {
    title: "the logon of whoever runs Pulumi, which is no administrator's on the host",
    code: "ACCESS_DENIED",
    fits: only("powershell remoting"),
    connection: () => ({ user: undefined, password: undefined }),
  },
  {
    title: "a computer that has no logon in common with this one",
    code: "PROTOCOL",
    fits: only("powershell remoting"),
    options: { computer: { refusal: refusal("ServerNotTrusted") } },
    says: () => /TrustedHosts/,
  },
  {
    title: "no PowerShell on the machine that runs Pulumi",
    code: "POWERSHELL_MISSING",
    fits: over("powershell"),
    connection: () => ({ executable: "/no/such/powershell" }),
  },
  {
    title: "PowerShell in a restricted language mode, on the machine that runs Pulumi",
    code: "UNSUPPORTED_SHELL",
    fits: over("powershell"),
    options: { languageMode: "ConstrainedLanguage" },
    says: () => /on the machine that runs Pulumi runs in Constrained Language Mode/,
  },
  {
    title: "PowerShell in a restricted language mode, on the host",
    code: "UNSUPPORTED_SHELL",
    fits: only("powershell remoting"),
    options: { computer: { restricted: true } },
    says: () => /on that computer runs in Constrained Language Mode/,
  },
  {
    title: "bash as the host's shell",
    code: "UNSUPPORTED_SHELL",
    fits: over("ssh"),
    options: { host: { shell: "bash" } },
    says: () => /bash/,
  },
];

/** What keeps the host from being reached, or from being spoken with. */
export const failuresOnTheWay: readonly Scenario[] = failures.map(failureScenario);

/** How PowerShell tells that no session came about. */
function refusal(errorId: string): { readonly errorId: string; readonly message: string } {
  return { errorId: `${errorId},PSSessionOpenFailed`, message: "La session a été refusée." };
}
