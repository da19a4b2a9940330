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
    alsoOver: ["winrm http"],
    fits: toAnotherMachine,
    connection: () => ({ password: "another" }),
  },
  {
    title: "a password in an environment variable that does not exist",
    code: "CREDENTIAL_UNAVAILABLE",
    fits: toAnotherMachine,
    connection: () => ({ password: { env: "NO_VARIABLE_OF_THIS_NAME" } }),
    says: () => /NO_VARIABLE_OF_THIS_NAME/,
  },
  {
    title: "an account that may open no session",
    code: "ACCESS_DENIED",
    alsoOver: ["winrm http"],
    fits: (way) => way.transport === "winrm" || way.name === "powershell remoting",
    options: { computer: { refusal: refusal("AccessDenied") } },
    prepare: ({ lab }) =>
      lab.winrm.faults.add({
        leg: "create",
        effect: { kind: "fault", fault: { code: 5, subcode: "AccessDenied", text: "Access is denied." } },
      }),
  },
  {
    title: "the logon of the user who runs Pulumi, who is no administrator of the host",
    code: "ACCESS_DENIED",
    fits: only("powershell remoting"),
    connection: () => ({ user: undefined, password: undefined }),
  },
  {
    title: "a computer that shares no authentication method with this one",
    code: "PROTOCOL",
    fits: only("powershell remoting"),
    options: { computer: { refusal: refusal("ServerNotTrusted") } },
    says: () => /TrustedHosts/,
  },
];

/** Hosts that are not trusted, and hosts that do not trust us. */
export const failuresOfLogOns: readonly Scenario[] = failures.map(failureScenario);

/** How PowerShell tells that no session came about. */
function refusal(errorId: string): { readonly errorId: string; readonly message: string } {
  return { errorId: `${errorId},PSSessionOpenFailed`, message: "La session a été refusée." };
}
