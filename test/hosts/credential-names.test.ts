import assert from "node:assert/strict";
import {
  type CredentialNames,
  credentialNames,
  type OfferedCredential,
} from "../../provider/hosts/credential-names";

describe("the names of a credential", () => {
  const namesFor = (
    user: string | undefined,
    host: string,
    more: Partial<OfferedCredential> & { port?: number } = {},
  ): CredentialNames =>
    credentialNames({
      transport: "winrm",
      address: { host, port: more.port ?? 5986 },
      user,
      password: "p",
      ...more,
    });

  const spellings = ["CORP\\svc", "svc@corp.example", "svc", "corp.example\\SVC"];
  for (const user of spellings) {
    it(`are one for an account that a directory may hold, at any host and however it is spelled: ${user}`, () => {
      const one = namesFor(user, "a");
      for (const spelling of spellings) {
        for (const transport of ["ssh", "winrm", "powershell"]) {
          const other = namesFor(spelling, "b", { transport, port: 22 });
          assert.equal(other.account, one.account);
          assert.notEqual(other.atHost, one.atHost);
        }
      }
      assert.notEqual(namesFor(user, "a", { password: "q" }).account, one.account, "another password");
    });
  }

  const alike = [
    ["josé", "JOSE"],
    ["jose\u0301", "josé"],
    ["ｓｖｃ", "svc"],
    ["CORP＼svc", "svc"],
    ["svc＠corp.example", "svc"],
    ["サービス", "さーびす"],
    ["ｻｰﾋﾞｽ", "サービス"],
    ["Groß", "gross"],
    ["İnci", "inci"],
    ["Søren", "soren"],
    ["Łukasz", "LUKASZ"],
    ["bjǫrṅ", "björn"],
  ] as const;
  for (const [user, other] of alike) {
    it(`are one for names that a directory takes for the same: ${user}, ${other}`, () => {
      assert.equal(namesFor(user, "a").account, namesFor(other, "b").account);
    });
  }

  for (const user of [".\\svc", "a\\svc", "A\\svc"]) {
    it(`are those of one host for an account of its own: ${user}`, () => {
      const one = namesFor(user, "a.example");
      assert.equal(one.account, one.atHost);
      assert.deepEqual(namesFor(user, "A.example"), one, "a host's name has no case");
    });
  }

  it("differ for another host that has an account of the same name", () => {
    assert.notEqual(namesFor(".\\svc", "a").account, namesFor(".\\svc", "b").account);
    assert.notEqual(namesFor("a\\svc", "b").account, namesFor("a\\svc", "a").account);
  });

  for (const transport of ["ssh", "winrm", "powershell"]) {
    it(`tell the ports of one address apart: ${transport}`, () => {
      const [one, other] = [2201, 2202].map((port) => namesFor("svc", "localhost", { transport, port }));
      assert.notEqual(one?.atHost, other?.atHost);
      assert.equal(one?.account, other?.account);
    });
  }

  it("are those of one host for a key or a certificate, which lock no account", () => {
    const key = { password: undefined, others: ["a key"] };
    const one = namesFor("CORP\\svc", "a", key);
    assert.equal(one.account, one.atHost);
    assert.notEqual(namesFor("CORP\\svc", "a", { ...key, others: ["another"] }).atHost, one.atHost);
  });

  it("tell one way to an address from another, and the account is the same by both", () => {
    const by = { host: "bastion", port: 22 };
    const [direct, through] = [
      namesFor("svc", "a"),
      namesFor("svc", "a", { address: { host: "a", port: 5986, by } }),
    ];
    assert.notEqual(direct.atHost, through.atHost);
    assert.equal(direct.account, through.account);
  });
});
