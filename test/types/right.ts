import * as pulumi from "@pulumi/pulumi";
import * as ipsec from "pulumi-windows-ipsec";

// Programs that have to compile, with every option set and with every form of an input.

const config = new pulumi.Config();
const endpoint = {
  transport: "ssh",
  host: "vpn01.mgmt.example.net",
  user: "svc-pulumi",
  hostKey: "SHA256:abc",
} as const;

const least = new ipsec.NatTraversal("least", {
  connection: { ...endpoint, password: config.requireSecret("password") },
  behindNat: "both",
});

export const most = new ipsec.NatTraversal(
  "most",
  {
    connection: {
      transport: "ssh",
      host: pulumi.interpolate`vpn02.${config.require("domain")}`,
      port: config.getNumber("port") ?? 22,
      user: Promise.resolve("svc-pulumi"),
      privateKey: { file: "~/.ssh/id_ed25519" },
      passphrase: { env: "KEY_PASSPHRASE" },
      hostKey: { file: "~/.ssh/known_hosts" },
      keepaliveSeconds: 10,
    },
    behindNat: 2,
    onDelete: "restore",
    overwriteForeignChange: false,
    acceptMachine: false,
    onUnreachable: { refresh: "keep", delete: "forget" },
    backup: { hostDirectory: "C:\\Backups" },
    registryKey: "PolicyAgent",
    bootMarker: true,
    timeouts: { connectSeconds: 20, commandSeconds: 60 },
    reboot: {
      when: "ifRequired",
      ifUnknown: "reboot",
      warningSeconds: 300,
      timeoutSeconds: 1800,
      foreignShutdown: "replace",
      readyWhen: {
        services: ["RasMan", pulumi.output("RemoteAccess")],
        tcp: [1723, pulumi.output(443), { host: pulumi.output("vpn.example.net"), port: 443 }, { port: 22 }],
      },
    },
  },
  { parent: least, protect: true, dependsOn: [least] },
);

// A connection that comes out of an Output, and one that a function makes.
const fetched: pulumi.Output<string> = config.requireSecret("fetched");
const whole: pulumi.Output<ipsec.ConnectionArgs> = fetched.apply((password) => ({ ...endpoint, password }));
function connectionTo(host: string, port?: number): ipsec.ConnectionArgs {
  return { transport: "ssh", host, port, user: "u", password: { env: "PASSWORD" }, hostKey: "SHA256:abc" };
}

const setting = new ipsec.NatTraversalSetting("setting", {
  connection: whole,
  behindNat: config.requireObject<ipsec.BehindNat>("nat"),
});
const reboot = new ipsec.Reboot("reboot", {
  connection: connectionTo("vpn03", 2222),
  triggers: { change: setting.changeId },
  setting,
});
export const fromText = new ipsec.NatTraversalSetting("text", {
  connection: whole,
  behindNat: ipsec.parseBehindNat(config.require("behindNat")),
});
export const withNumber = new ipsec.NatTraversalSetting("number", {
  connection: connectionTo("vpn04"),
  behindNat: 0,
});

export const overWinrm: ipsec.ConnectionArgs[] = [
  { transport: "winrm", host: "vpn05", user: "DOMAIN\\svc", password: config.requireSecret("password") },
  {
    transport: "winrm",
    host: pulumi.output("vpn06"),
    port: 5986,
    scheme: "https",
    auth: "basic",
    user: "svc",
    password: { file: "password.txt" },
    certificateSha256: "00",
  },
  {
    transport: "winrm",
    host: "vpn07",
    clientCertificate: { file: "c.pem" },
    clientKey: fetched,
    ca: { file: "ca.pem" },
  },
  { transport: "winrm", host: "vpn08", scheme: "http", user: "svc", password: { env: "PASSWORD" } },
  { transport: "winrm", host: "vpn09", user: "svc", password: fetched, tls: "insecureAcceptAny" },
];

export const throughPowerShell: ipsec.ConnectionArgs[] = [
  { transport: "powershell" },
  { transport: "powershell", executable: pulumi.output("pwsh") },
  { transport: "powershell", host: "vpn10" },
  { transport: "powershell", host: pulumi.output("vpn11"), port: 5986, scheme: "https", executable: "pwsh" },
  { transport: "powershell", host: "vpn12", user: "DOMAIN\\svc", password: config.requireSecret("password") },
  { transport: "powershell", host: "vpn13", user: "svc", password: { env: "PASSWORD" }, scheme: "http" },
];

// Every credential for a host, and for the jump host before it.
const jump = { host: "bastion", user: "jumper", hostKey: "SHA256:def" } as const;
export const overSsh: ipsec.ConnectionArgs[] = [
  { ...endpoint, agent: true },
  { ...endpoint, agent: pulumi.output("~/agent.sock"), agentKey: pulumi.output("SHA256:abc") },
  {
    ...endpoint,
    agent: "\\\\.\\pipe\\openssh-ssh-agent",
    jumpHost: { ...jump, agent: true, agentKey: "SHA256:abc" },
  },
  {
    ...endpoint,
    password: fetched,
    jumpHost: pulumi.output({ ...jump, port: 2222, privateKey: { file: "k" }, passphrase: { env: "P" } }),
  },
  {
    ...endpoint,
    privateKey: fetched,
    jumpHost: { ...jump, password: fetched, hostKey: { file: "known" }, keepaliveSeconds: pulumi.output(5) },
  },
  { ...endpoint, password: fetched, jumpHost: undefined },
];

export const neverRestarted = new ipsec.NatTraversal("never", {
  connection: whole,
  behindNat: "both",
  reboot: { when: "never", warningSeconds: pulumi.output(60) },
});

export const status: pulumi.Output<ipsec.Status> = least.status;
export const reason: pulumi.Output<string> = reboot.statusReason;
export const last: pulumi.Output<string | undefined> = reboot.lastReboot.apply(
  (restart) => restart?.evidence,
);
export const was: pulumi.Output<string> = setting.previous.apply((value) =>
  value.type === "absent" ? "absent" : value.data,
);
export const findings: pulumi.Output<string[]> = least.findings;
