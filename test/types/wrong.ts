import * as ipsec from "pulumi-windows-ipsec";

// Programs that must not compile: each mark names the mistake in the line below it, and after "says" a part of what the compiler must
// tell about it. A mark without an error is an error, too.

const endpoint = { transport: "ssh", host: "vpn01", user: "u", hostKey: "SHA256:abc" } as const;
const connection = { ...endpoint, password: "x" } as const;
const winrm = { transport: "winrm", host: "vpn01", user: "u" } as const;
const jump = { host: "bastion", user: "u", hostKey: "SHA256:abc" } as const;
const keyless = { transport: "ssh", host: "h", user: "u", password: "x" } as const;
const given = { connection, behindNat: "both" } as const;
const facts = {
  id: "0123456789abcdef",
  registryPath: "HKLM\\KEY",
  applied: { type: "absent" },
  previous: { type: "absent" },
  valueAtBoot: { type: "unknown" },
  machine: {},
  bootEvidence: {},
} as const;
const asked = { connection, triggers: { change: "c1" } } as const;

export const right = new ipsec.NatTraversal("right", given);
const later = right.status.apply(() => ({ when: "ifRequired" }) as const);

/** Tries a connection alone. */
function connect(to: ipsec.ConnectionArgs): ipsec.NatTraversal {
  return new ipsec.NatTraversal("x", { connection: to, behindNat: "both" });
}
connect(connection);

// @ts-expect-error a value that Windows does not know
new ipsec.NatTraversal("x", { connection, behindNat: 3 });
// @ts-expect-error a negative value
new ipsec.NatTraversal("x", { connection, behindNat: -1 });
// @ts-expect-error a number as a text; says Type '"2"' is not assignable to type 'Input<
new ipsec.NatTraversal("x", { connection, behindNat: "2" });
// @ts-expect-error a word for nobody
new ipsec.NatTraversal("x", { connection, behindNat: "yes" });
// @ts-expect-error a text from somewhere, which parseBehindNat reads; says Type 'string' is not assignable to type 'Input<
new ipsec.NatTraversal("x", { connection, behindNat: facts.registryPath.toLowerCase() });
// @ts-expect-error a boolean for who is behind NAT
new ipsec.NatTraversal("x", { connection, behindNat: true });
// @ts-expect-error nobody says who is behind NAT; says Property 'behindNat' is missing
new ipsec.NatTraversal("x", { connection });
// @ts-expect-error no connection; says Property 'connection' is missing
new ipsec.NatTraversal("x", { behindNat: "both" });
// @ts-expect-error a name where a connection belongs
new ipsec.NatTraversal("x", { connection: "vpn01", behindNat: "both" });
// @ts-expect-error a misspelt option; says Did you mean to write 'onDelete'?
new ipsec.NatTraversal("x", { ...given, onDelet: "keep" });
// @ts-expect-error a choice that there is not
new ipsec.NatTraversal("x", { ...given, onDelete: "delete" });
// @ts-expect-error a registry path for a key
new ipsec.NatTraversal("x", { ...given, registryKey: "HKLM\\SYSTEM" });
// @ts-expect-error a folder alone for a backup
new ipsec.NatTraversal("x", { ...given, backup: "C:\\Backups" });
// @ts-expect-error seconds as a text
new ipsec.NatTraversal("x", { ...given, timeouts: { connectSeconds: "20" } });
// @ts-expect-error a time-out without its unit; says 'connect' does not exist in type 'Input<{ connectSeconds?:
new ipsec.NatTraversal("x", { ...given, timeouts: { connect: 20 } });
// @ts-expect-error a create that is to go on without its host
new ipsec.NatTraversal("x", { ...given, onUnreachable: { create: "keep" } });

// @ts-expect-error password and private key; says Types of property 'privateKey' are incompatible
connect({ ...endpoint, password: "x", privateKey: "y" });
// @ts-expect-error a passphrase for a password
connect({ ...endpoint, password: "x", passphrase: "y" });
// @ts-expect-error a passphrase alone; says Property 'privateKey' is missing
connect({ ...endpoint, passphrase: "y" });
// @ts-expect-error no credential; says Property 'password' is missing
connect(endpoint);
// @ts-expect-error an agent and a password; says Types of property 'password' are incompatible
connect({ ...endpoint, agent: true, password: "x" });
// @ts-expect-error an agent and a private key
connect({ ...endpoint, agent: true, privateKey: "x" });
// @ts-expect-error the key of an agent for a password
connect({ ...endpoint, password: "x", agentKey: "SHA256:abc" });
// @ts-expect-error a passphrase for an agent
connect({ ...endpoint, agent: true, passphrase: "x" });
// @ts-expect-error no agent after all
connect({ ...endpoint, agent: false });
// @ts-expect-error an agent that is read like a secret
connect({ ...endpoint, agent: { env: "SSH_AUTH_SOCK" } });
// @ts-expect-error an agent over winrm
connect({ ...winrm, agent: true });
// @ts-expect-error a jump host without a credential; says Property 'password' is missing
connect({ ...connection, jumpHost: jump });
// @ts-expect-error a jump host with two credentials
connect({ ...connection, jumpHost: { ...jump, password: "x", agent: true } });
// @ts-expect-error a jump host without a host key; says Property 'hostKey' is missing
connect({ ...connection, jumpHost: { host: "h", user: "u", password: "x" } });
// @ts-expect-error a jump host behind another
connect({ ...connection, jumpHost: { ...jump, password: "x", jumpHost: { ...jump, password: "x" } } });
// @ts-expect-error a transport for a jump host
connect({ ...connection, jumpHost: { ...jump, password: "x", transport: "ssh" } });
// @ts-expect-error a jump host as a name
connect({ ...connection, jumpHost: "bastion" });
// @ts-expect-error a jump host over winrm
connect({ ...winrm, password: "x", jumpHost: { ...jump, password: "x" } });
// @ts-expect-error a credential from two places
connect({ ...endpoint, password: { env: "A", file: "b" } });
// @ts-expect-error a credential from a place that there is not
connect({ ...endpoint, password: { vault: "a" } });
// @ts-expect-error no host key; says Property 'hostKey' is missing
connect({ transport: "ssh", host: "h", user: "u", password: "x" });
// @ts-expect-error no password over winrm; says Property 'password' is missing
connect(winrm);
// @ts-expect-error no credential over winrm; says Property 'user' is missing
connect({ transport: "winrm", host: "h", password: "x" });
// @ts-expect-error no host key, where it is written inside the resource; says Property 'hostKey' is missing
new ipsec.NatTraversal("x", { ...given, connection: keyless });
// @ts-expect-error no transport; says Property 'transport' is missing
connect({ host: "h", user: "u", password: "x", hostKey: "k" });
// @ts-expect-error a transport that this version does not have; says Type '"telnet"' is not assignable to type '"
connect({ transport: "telnet" });
// @ts-expect-error a password for this machine
connect({ transport: "powershell", user: "u", password: "x" });
// @ts-expect-error a port of this machine; says Property 'host' is missing
connect({ transport: "powershell", port: 5985 });
// @ts-expect-error a user without a password; says Property 'password' is missing
connect({ transport: "powershell", host: "h", user: "u" });
// @ts-expect-error a password without a user; says Property 'user' is missing
connect({ transport: "powershell", host: "h", password: "x" });
// @ts-expect-error a host key for PowerShell remoting; says Types of property 'hostKey' are incompatible
connect({ transport: "powershell", host: "h", hostKey: "SHA256:abc" });
// @ts-expect-error a way to authenticate for PowerShell remoting
connect({ transport: "powershell", host: "h", auth: "ntlm" });
// @ts-expect-error an executable for ssh
connect({ ...connection, executable: "pwsh" });
// @ts-expect-error a field of ssh over winrm; says Types of property 'hostKey' are incompatible
connect({ transport: "winrm", host: "h", user: "u", password: "x", hostKey: "SHA256:abc" });
// @ts-expect-error a password and a client certificate
connect({ ...winrm, password: "x", clientCertificate: "c", clientKey: "k" });
// @ts-expect-error a client certificate without its key; says Property 'clientKey' is missing
connect({ transport: "winrm", host: "h", clientCertificate: "c" });
// @ts-expect-error a user for a client certificate
connect({ ...winrm, clientCertificate: "c", clientKey: "k" });
// @ts-expect-error a way to authenticate that there is not yet
connect({ ...winrm, password: "x", auth: "kerberos" });
// @ts-expect-error a password under the name of a certificate
connect({ ...winrm, password: "x", auth: "certificate" });
// @ts-expect-error verification switched off by a flag
connect({ ...winrm, password: "x", tls: false });
// @ts-expect-error the scheme of something else
connect({ ...winrm, password: "x", scheme: "plain" });
// @ts-expect-error a field of another transport
connect({ ...connection, certificateSha256: "00" });
// @ts-expect-error a port as a text
connect({ ...connection, port: "22" });
// @ts-expect-error seconds as a text
connect({ ...connection, keepaliveSeconds: "10" });

// @ts-expect-error a restart at any time; says Type '"always"' is not assignable to type '"
new ipsec.NatTraversal("x", { ...given, reboot: { when: "always" } });
// @ts-expect-error a policy that is known only later, though it decides which resources there are
new ipsec.NatTraversal("x", { ...given, reboot: { when: right.status } });
// @ts-expect-error options of a restart without saying when; says Property 'when' is missing
new ipsec.NatTraversal("x", { ...given, reboot: { warningSeconds: 300 } });
// @ts-expect-error a restart as a flag
new ipsec.NatTraversal("x", { ...given, reboot: true });
// @ts-expect-error the word alone
new ipsec.NatTraversal("x", { ...given, reboot: "ifRequired" });
// @ts-expect-error a restart that is known only later
new ipsec.NatTraversal("x", { ...given, reboot: later });
// @ts-expect-error an option of a group
new ipsec.NatTraversal("x", { ...given, reboot: { when: "ifRequired", maxUnavailable: 1 } });
// @ts-expect-error nothing that can be done about a shutdown; says Type '"abort"' is not assignable to type '
new ipsec.NatTraversal("x", { ...given, reboot: { when: "ifRequired", foreignShutdown: "abort" } });
// @ts-expect-error the name of a service without a list
new ipsec.NatTraversal("x", { ...given, reboot: { when: "ifRequired", readyWhen: { services: "RasMan" } } });
// @ts-expect-error a port as a text
new ipsec.NatTraversal("x", { ...given, reboot: { when: "ifRequired", readyWhen: { tcp: ["1723"] } } });
// @ts-expect-error a host without its port
new ipsec.Reboot("x", { ...asked, setting: facts, readyWhen: { tcp: [{ host: "a" }] } });
// @ts-expect-error a restart, which is not the setting's
new ipsec.NatTraversalSetting("x", { ...given, reboot: { when: "ifRequired" } });
// @ts-expect-error nothing that asks for a restart
new ipsec.Reboot("x", { connection, setting: facts });
// @ts-expect-error a component where its setting belongs
new ipsec.Reboot("x", { ...asked, setting: right });
// @ts-expect-error a policy, which is the component's
new ipsec.Reboot("x", { ...asked, setting: facts, when: "ifRequired" });
// @ts-expect-error an output that is given, not taken
right.host = right.registryPath;
