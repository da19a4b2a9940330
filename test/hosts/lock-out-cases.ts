import assert from "node:assert/strict";
import { systemClock } from "../../provider/clock";
import { AuthenticationError } from "../../provider/errors";
import type { Connection } from "../../provider/hosts/connect";
import { defaultTimeouts } from "../../provider/hosts/connection";
import type { RunLimits } from "../../provider/hosts/host";
import { HostPool } from "../../provider/hosts/host-pool";
import { NtlmAcceptor } from "../lab/simulated/winrm/ntlm-acceptor";
import { SshLab, textOnly } from "./ssh/ssh-lab";
import { WinrmLab } from "./winrm/winrm-lab";

/** A host of a domain: where it is, and what its directory says to logons there. */
export interface Member {
  readonly connection: Connection;
  refuse(refuses: boolean): void;
}

/** What the account's password is. */
export const password = "correct horse";

/** Another way to a host; `note` is told of each logon there. */
export type Way = (name: string, note: (logon: "took" | "refused") => void) => Promise<Member>;

/** Every logon at the directory, in order. */
const seen: string[] = [];
const ssh = new SshLab();
const winrm: WinrmLab[] = [];

async function overSsh(name: string): Promise<Member> {
  let refuses = false;
  const server = await ssh.start({
    authenticate: (request) => {
      if (request.method === "none") return request.reject(["password"]);
      seen.push(`${name} ${refuses ? "refused" : "took"}`);
      if (refuses) request.reject(["password"]);
      else request.accept();
    },
  });
  return {
    connection: server.connection({ user: "Administrator", password }),
    refuse: (to) => {
      refuses = to;
    },
  };
}

async function overWinrm(name: string, scheme: "sealed" | "secured"): Promise<Member> {
  const lab = await WinrmLab.start();
  winrm.push(lab);
  Object.assign(lab.winrm.accounts, { name });
  return {
    connection: lab[scheme],
    refuse: (to) => {
      Object.assign(lab.winrm.accounts, { password: to ? "another" : password });
    },
  };
}

/** Two hosts over each way. */
function everyWay(more: Readonly<Record<string, Way>>): Promise<Member[]> {
  const noting = (name: string) => (logon: string) => void seen.push(`${name} ${logon}`);
  return Promise.all([
    ...Object.entries(more).flatMap(([name, way]) =>
      [`${name} 1`, `${name} 2`].map((each) => way(each, noting(each))),
    ),
    ...["ssh 1", "ssh 2"].map(overSsh),
    ...["http 1", "http 2"].map((name) => overWinrm(name, "sealed")),
    ...["https 1", "https 2"].map((name) => overWinrm(name, "secured")),
  ]);
}

/** What holds of an account at hosts that are reached over several transports: over SSH and WinRM, and over more ways. */
export function describeLockOut(title: string, more: Readonly<Record<string, Way>> = {}): void {
  describe(`an account that a directory may lock (${title})`, () => {
    let members: Member[];
    let pool: HostPool;

    const { accept } = NtlmAcceptor.prototype;
    before(() => {
      NtlmAcceptor.prototype.accept = function (token) {
        const realm = Reflect.get(this, "realm") as { readonly name: string; readonly password: string };
        seen.push(`${realm.name} ${realm.password === password ? "took" : "refused"}`);
        return accept.call(this, token);
      };
    });
    after(() => {
      NtlmAcceptor.prototype.accept = accept;
    });

    beforeEach(async () => {
      seen.length = 0;
      members = await everyWay(more);
      pool = new HostPool(systemClock, textOnly);
      ssh.atEnd(() => pool.closeAll());
    });

    afterEach(async () => {
      await ssh.end();
      for (const lab of winrm.splice(0)) await lab.stop();
    });

    const run = ({ connection }: Member, limits: RunLimits = {}) =>
      pool.connect(connection, defaultTimeouts).run("echo x", limits);
    const refusals = () => seen.filter((logon) => logon.endsWith("refused")).length;

    for (const first of Array.from({ length: 3 + Object.keys(more).length }, (_, at) => 2 * at)) {
      it(`is not refused twice in a row by hosts at once, where the first one took it (${first})`, async () => {
        const [taker, ...others] = [...members.slice(first), ...members.slice(0, first)];
        assert.ok(taker !== undefined);
        await run(taker);
        for (const other of others) other.refuse(true);
        const all = await Promise.allSettled(others.map((each) => run(each)));
        for (const each of all) {
          assert.ok(
            each.status === "rejected" && each.reason instanceof AuthenticationError,
            JSON.stringify(each),
          );
        }
        assert.equal(refusals(), others.length, seen.join(", "));
        const inARow = seen.some(
          (logon, at) => logon.endsWith("refused") && seen[at + 1]?.endsWith("refused"),
        );
        assert.equal(inARow, false, seen.join(", "));
        assert.equal(await run(taker).then(({ exitCode }) => exitCode), 0);
      });
    }

    it("is refused twice where its password is changed while all hosts reconnect, and then seen by nobody", async () => {
      for (const member of members) await run(member);
      for (const { connection } of members) await pool.connect(connection, defaultTimeouts).disconnect();
      for (const member of members) member.refuse(true);
      const all = await Promise.allSettled(members.map((each) => run(each)));
      assert.ok(
        all.every((each) => each.status === "rejected" && each.reason instanceof AuthenticationError),
      );
      assert.equal(refusals(), 2, seen.join(", "));
    });

    it("is refused once where no host took it", async () => {
      for (const member of members) member.refuse(true);
      const all = await Promise.allSettled(members.map((each) => run(each)));
      assert.ok(
        all.every((each) => each.status === "rejected" && each.reason instanceof AuthenticationError),
      );
      assert.equal(refusals(), 1, seen.join(", "));
    });

    it("is taken by all where nothing is wrong, and asked about by nobody", async () => {
      await Promise.all(members.map((each) => run(each)));
      assert.equal(seen.length, members.length, seen.join(", "));
    });

    for (const first of Array.from({ length: 3 + Object.keys(more).length }, (_, at) => 2 * at)) {
      it(`is taken by all others, who ask nobody, where one refuses it that boots and took it before (${first})`, async () => {
        const [booting, ...others] = [...members.slice(first), ...members.slice(0, first)];
        assert.ok(booting !== undefined);
        await run(booting);
        await pool.connect(booting.connection, defaultTimeouts).disconnect();
        booting.refuse(true);
        await assert.rejects(run(booting, { mayBeBooting: true }), AuthenticationError);
        for (const other of others) assert.equal((await run(other)).exitCode, 0);
        assert.deepEqual(
          seen.map((logon) => logon.split(" ").at(-1)),
          ["took", "refused", ...others.map(() => "took")],
        );
      });
    }
  });
}
