import { defaultTimeouts } from "../../provider/hosts/connection";
import { assertOfferedAgain } from "./offered-again";
import { SshLab } from "./ssh/ssh-lab";
import { WinrmLab } from "./winrm/winrm-lab";

describe("a logon that a host took and refuses later", () => {
  it("is offered again over SSH if asked, and not otherwise", async () => {
    const lab = new SshLab();
    try {
      let refuses = false;
      let logons = 0;
      const server = await lab.start({
        authenticate: (request) => {
          if (request.method === "none") return request.reject(["password"]);
          logons++;
          if (refuses) request.reject(["password"]);
          else request.accept();
        },
      });
      const host = lab.pool().connect(server.connection({ user: "CORP\\svc" }), defaultTimeouts);
      await assertOfferedAgain(host, {
        refuse: (to) => {
          refuses = to;
        },
        logons: () => logons,
      });
    } finally {
      await lab.end();
    }
  });

  for (const [way, connection] of [
    ["over HTTP", (lab: WinrmLab) => lab.sealed],
    ["over HTTPS", (lab: WinrmLab) => lab.secured],
  ] as const) {
    it(`is offered again over WinRM if asked, and not otherwise, ${way}`, async () => {
      const lab = await WinrmLab.start();
      try {
        const { password } = lab.winrm.accounts;
        await assertOfferedAgain(lab.open(connection(lab)), {
          refuse: (to) => {
            Object.assign(lab.winrm.accounts, { password: to ? "another" : password });
          },
          logons: () => lab.count(/^negotiate/),
        });
      } finally {
        await lab.stop();
      }
    });
  }
});
