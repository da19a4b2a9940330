import { type Failure, failureScenario } from "./failure";
import { only, over, type Scenario, toAnotherMachine } from "./scenario";
import type { Scene } from "./scene";

function otherFingerprint({ lab }: Scene): string {
  const { certificateSha256 = "" } = lab.winrmConnections.https;
  return certificateSha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
}

const failures: readonly Failure[] = [
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
];

/** Hosts that are not trusted, and hosts that trust us not. */
export const failuresOfLogOns: readonly Scenario[] = failures.map(failureScenario);

/** How PowerShell tells that no session came about. */
function refusal(errorId: string): { readonly errorId: string; readonly message: string } {
  return { errorId: `${errorId},PSSessionOpenFailed`, message: "La session a été refusée." };
}
