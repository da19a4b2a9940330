import assert from "node:assert/strict";
import type { Clock } from "../../../provider/clock";
import { systemClock } from "../../../provider/clock";
import type { Host } from "../../../provider/hosts/host";
import type { RejectedCredentials } from "../../../provider/hosts/transport";
import type { WinrmConnection } from "../../../provider/hosts/winrm/connection";
import { SimulatedWindows } from "../../lab/simulated/simulated-windows";
import type { WinrmFault } from "../../lab/simulated/winrm/faults";
import { SimulatedWinrm, type SimulatedWinrmOptions } from "../../lab/simulated/winrm/simulated-winrm";
import { openHost } from "../../support/open-host";
import { stillClock } from "../../support/still-clock";
import { until } from "../../support/until";

export const winrmTimeouts = { connectSeconds: 20, commandSeconds: 60 };

/** A simulated machine with a WinRM service, and the hosts that lead to it; everything ends with `stop`. */
export class WinrmLab {
  private readonly hosts: Host[] = [];

  private constructor(
    readonly windows: SimulatedWindows,
    readonly winrm: SimulatedWinrm,
  ) {}

  static async start(options: SimulatedWinrmOptions = {}): Promise<WinrmLab> {
    const windows = new SimulatedWindows({ clock: systemClock });
    const winrm = new SimulatedWinrm(windows, options);
    await winrm.start();
    return new WinrmLab(windows, winrm);
  }

  /** Sealed NTLM over HTTP. */
  get sealed(): WinrmConnection {
    return { ...account, scheme: "http", port: this.winrm.http.port };
  }

  /** HTTPS, its certificate pinned. */
  get secured(): WinrmConnection {
    const { port, certificate } = this.winrm.https;
    return { ...account, port, certificateSha256: certificate?.sha256 ?? "" };
  }

  open(
    connection: WinrmConnection,
    {
      clock = stillClock,
      rejected,
    }: { readonly clock?: Clock; readonly rejected?: RejectedCredentials } = {},
  ): Host {
    const host = openHost(connection, {
      clock,
      timeouts: winrmTimeouts,
      readSecret: (_property, source) => String(source),
      ...(rejected === undefined ? {} : { rejected }),
    });
    this.hosts.push(host);
    return host;
  }

  /** A host over sealed HTTP whose service has this fault. */
  openFailing(fault: WinrmFault): Host {
    this.winrm.faults.add(fault);
    return this.open(this.sealed);
  }

  /** How many requests were of this kind. */
  count(request: RegExp): number {
    return this.winrm.requests.filter((one) => request.test(one)).length;
  }

  /** Waits until every shell that was opened is closed. */
  async assertShellsClosed(): Promise<void> {
    const { shells } = this.winrm;
    await until(() => shells.opened === shells.closed);
    assert.equal(shells.open, 0);
  }

  /** Ends all, and says whether a shell was left open. */
  async stop(): Promise<void> {
    for (const host of this.hosts) await host.disconnect();
    await this.winrm.stop();
    this.windows.power.stop();
  }
}

const account = {
  transport: "winrm",
  host: "127.0.0.1",
  user: "Administrator",
  password: "correct horse",
} as const;
