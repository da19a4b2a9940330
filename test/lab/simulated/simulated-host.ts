import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../provider/clock";
import { newEd25519Keys } from "../../support/ssh-keys";
import type { LabConnection, LabHost } from "../lab-host";
import { SimulatedSshd, type SimulatedSshdOptions } from "./simulated-sshd";
import { SimulatedWindows, type SimulatedWindowsOptions } from "./simulated-windows";
import { SimulatedWinrm, type SimulatedWinrmOptions } from "./winrm/simulated-winrm";

/** What a simulated host can be told to be; power is quick by default: 0.3 s of darkness, settled 0.2 s later. */
export interface SimulatedHostOptions
  extends Omit<SimulatedWindowsOptions, "clock" | "user">,
    Omit<SimulatedSshdOptions, "authorizedKeys"> {
  /** How many seconds pass on the host in one real second; 1 by default. Shortens the warning of `shutdown -t`. */
  readonly hostSecondsPerSecond?: number;
  readonly authorizedKeys?: readonly string[];
  /** Whether to write a private key that may log in into a file; false by default. */
  readonly writePrivateKeyFile?: boolean;
  /** Whether it has a WinRM service too, and which; none by default. User and password are those of SSH. */
  readonly winrm?: boolean | Omit<SimulatedWinrmOptions, "user" | "password">;
}

type PasswordConnection = Extract<LabConnection, { readonly password: string }>;
type KeyConnection = Extract<LabConnection, { readonly privateKey: string }>;

/** A simulated Windows behind a real SSH server on 127.0.0.1. */
export interface SimulatedHost extends LabHost {
  readonly connection: PasswordConnection;
  readonly windows: SimulatedWindows;
  readonly sshd: SimulatedSshd;
  /** PEM text of a private key that may log in. */
  readonly privateKey: string;
  readonly privateKeyFile?: string;
  /** The same host reached with that key. */
  readonly keyConnection: KeyConnection;
}

/** How to reach a simulated host over WinRM, as plain text. */
export interface LabWinrmConnection {
  readonly transport: "winrm";
  readonly host: string;
  readonly port: number;
  readonly scheme: "http" | "https";
  readonly user: string;
  readonly password: string;
  /** SHA-256 of the listener's certificate, lower-case hex; with https only. */
  readonly certificateSha256?: string;
}

/** A simulated Windows that has a WinRM service as well. */
export interface SimulatedWinrmHost extends SimulatedHost {
  readonly winrm: SimulatedWinrm;
  /** The same host reached over WinRM. */
  readonly winrmConnections: { readonly http: LabWinrmConnection; readonly https: LabWinrmConnection };
}

const userKey = newEd25519Keys();

/** Hosts of one process are different machines by default. */
let started = 0;

/** Starts one simulated host; several may run in one process. */
export function startSimulatedHost(
  options: SimulatedHostOptions & { readonly winrm: true | object },
): Promise<SimulatedWinrmHost>;
export function startSimulatedHost(options?: SimulatedHostOptions): Promise<SimulatedHost>;
export async function startSimulatedHost(
  options: SimulatedHostOptions = {},
): Promise<SimulatedHost | SimulatedWinrmHost> {
  const { user = "Administrator", password = "correct horse", hostSecondsPerSecond = 1 } = options;
  const { user: _user, ...machine } = options;
  const number = ++started;
  const digits = number.toString().padStart(6, "0");
  const windows = new SimulatedWindows({
    computerName: `LAB-WIN${number.toString().padStart(2, "0")}`,
    machineGuid: `6f2c7a3e-54d1-4c0e-9b1a-3f8e2d${digits}`,
    hardwareId: `{8d3c1f60-2b7e-11ee-9c4a-0242ac${digits}}`,
    ...machine,
    clock: fasterClock(hostSecondsPerSecond),
    power: { bootSeconds: 0.3, settleSeconds: 0.2, ...options.power },
  });
  const sshd = new SimulatedSshd(windows, {
    ...options,
    user,
    password,
    authorizedKeys: [userKey.public, ...(options.authorizedKeys ?? [])],
  });
  const port = await sshd.start();
  const address = {
    transport: "ssh",
    host: "127.0.0.1",
    port,
    user,
    hostKey: sshd.hostKeyFingerprint,
  } as const;
  const folder =
    options.writePrivateKeyFile === true ? mkdtempSync(join(tmpdir(), "simulated-windows-")) : undefined;
  const winrm = await startWinrm(windows, options);
  const host: SimulatedHost = {
    connection: { ...address, password },
    keyConnection: { ...address, privateKey: userKey.private },
    privateKey: userKey.private,
    ...(folder === undefined ? {} : { privateKeyFile: writeKey(folder) }),
    windows,
    sshd,
    byAnotherHand: (commandLine) => windows.execute(commandLine),
    exportRegistry: async () => windows.exportRegistry(),
    restart: () => restart(windows),
    get boots() {
      return windows.boots;
    },
    stop: async () => {
      windows.power.stop();
      await sshd.stop();
      await winrm?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  if (winrm === undefined) return host;
  return Object.defineProperties(host as SimulatedWinrmHost, {
    winrm: { value: winrm },
    winrmConnections: { value: winrmConnections(winrm, user, password) },
  });
}

async function startWinrm(
  windows: SimulatedWindows,
  options: SimulatedHostOptions,
): Promise<SimulatedWinrm | undefined> {
  const { winrm = false, user, password } = options;
  if (winrm === false) return undefined;
  const service = new SimulatedWinrm(windows, {
    ...(winrm === true ? {} : winrm),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
  await service.start();
  return service;
}

function winrmConnections(
  winrm: SimulatedWinrm,
  user: string,
  password: string,
): SimulatedWinrmHost["winrmConnections"] {
  const address = { transport: "winrm", host: "127.0.0.1", user, password } as const;
  const pin = winrm.https.certificate?.sha256 ?? "";
  return {
    http: { ...address, port: winrm.http.port, scheme: "http" },
    https: { ...address, port: winrm.https.port, scheme: "https", certificateSha256: pin },
  };
}

function restart(windows: SimulatedWindows): Promise<void> {
  const booted = windows.power.nextBoot();
  windows.power.crash();
  return booted;
}

function writeKey(folder: string): string {
  const file = join(folder, "id_ed25519");
  writeFileSync(file, userKey.private);
  chmodSync(file, 0o600);
  return file;
}

function fasterClock(factor: number): typeof systemClock {
  return {
    now: systemClock.now,
    monotonic: systemClock.monotonic,
    setTimer: (milliseconds, callback) => systemClock.setTimer(milliseconds / factor, callback),
  };
}
