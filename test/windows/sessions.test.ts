import assert from "node:assert/strict";
import fc from "fast-check";
import { askForHiveSessions, peopleIn } from "../../provider/restart/people";
import { hiveSessions, loadedHives, quser } from "../../provider/windows/sessions";
import { quser as simulatedQuser } from "../lab/simulated/quser";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { answerOf, type Printed } from "../support/framed";
import { ManualClock } from "../support/manual-clock";
import { checkAsyncProperty } from "../support/property";

const read = (printed: Printed) => quser.read([answerOf(printed)]);
const header = " USERNAME              SESSIONNAME        ID  STATE   IDLE TIME  LOGON TIME";
const rowsAre = (...rows: readonly string[]) => `${[header, ...rows].join("\r\n")}\r\n`;
const ann = ">ann                   rdp-tcp#1           2  Active          .  11/30/2026 8:00 AM";
const bob = " bob                                       3  Disc         1:02  11/29/2026 5:00 PM";

describe("quser.exe", () => {
  it("lists who is logged on, and knows a disconnected session by its blank name", () => {
    assert.deepEqual(read(rowsAre(ann, bob)), {
      state: "listed",
      sessions: [
        { user: "ann", id: 2, isDisconnected: false },
        { user: "bob", id: 3, isDisconnected: true },
      ],
    });
  });

  it("is believed for its list whatever its exit code is", () => {
    assert.equal(read({ failed: rowsAre(ann) }).state, "listed");
  });

  it("has told nothing where it failed without a list", () => {
    for (const failed of ["", "Kein Benutzer vorhanden für *\r\n", "Error 0x000006BA enumerating\r\n"]) {
      assert.deepEqual(read({ failed }), { state: "silent" }, failed);
    }
  });

  it("is not read where it succeeded without a list, or a line of it is in no form", () => {
    for (const output of [
      "",
      header,
      `${header}\r\n ???\r\n`,
      rowsAre(ann, "Welcome!"),
      ann,
      `${ann}\r\n${bob}`,
    ]) {
      assert.equal(read(output).state, "unread", output);
    }
    assert.equal(read({ failed: rowsAre(ann, "Welcome!") }).state, "unread");
  });

  for (const language of ["en", "de", "fr"] as const) {
    it(`is read alike in every language: ${language}`, async () => {
      const windows = new SimulatedWindows({ clock: new ManualClock(), language });
      windows.occupants.logOn("ann");
      windows.occupants.disconnect(windows.occupants.logOn("bob", "console"));
      const { output } = await windows.execute("quser");
      const list = read(output);
      assert.ok(list.state === "listed");
      assert.deepEqual(
        list.sessions.map(({ user, isDisconnected }) => [user, isDisconnected]),
        [
          ["ann", false],
          ["bob", true],
        ],
      );
    });
  }

  it("keeps its columns with names of letters, digits and blanks of any length, as UTF-8 too", async () => {
    const name = fc.stringMatching(/^[A-Za-zäöüßé0-9._][A-Za-zäöüßé0-9._ -]{0,22}[A-Za-zäöüßé0-9._]$/);
    const session = fc.constantFrom("console", "rdp-tcp#1", "rdp-tcp#65537", "31c5ce94259d400", "");
    const number = fc.integer({ min: 1, max: 65_536 });
    await checkAsyncProperty(
      fc.asyncProperty(
        fc.array(fc.record({ user: name, name: session, id: number }), { minLength: 1 }),
        fc.constantFrom("latin1" as const, "utf8" as const),
        async (sessions, encoding) => {
          const machine = new SimulatedWindows({ clock: new ManualClock() });
          machine.occupants.sessions.push(...sessions);
          const { output } = await simulatedQuser(machine, [], "quser");
          const list = read(Buffer.from(output, encoding).toString("latin1"));
          assert.ok(list.state === "listed", JSON.stringify(list));
          assert.deepEqual(
            list.sessions.map(({ id, isDisconnected }) => [id, isDisconnected]),
            sessions.map(({ id, name: shown }) => [id, shown === ""]),
          );
        },
      ),
    );
  });
});

const sid = "S-1-5-21-1004336348-1177238915-682003330-1001";
const hku = (...keys: readonly string[]) => keys.map((key) => `HKEY_USERS\\${key}\r\n`).join("");

describe("the part of the registry that is people's", () => {
  it("names the loaded accounts of people, and no service's", () => {
    const entra = "S-1-12-1-1234567890-1234567890-1234567890-1234567890";
    const output = `\r\n${hku(".DEFAULT", "S-1-5-18", "S-1-5-19", sid, `${sid}_Classes`, entra)}`;
    assert.deepEqual(loadedHives.read([answerOf(output)]), [sid, entra]);
  });

  it("is unread where the listing failed or lacks what is always there", () => {
    for (const printed of ["", hku(sid), { failed: hku(".DEFAULT") }, "Welcome\r\n"]) {
      assert.ok("came" in loadedHives.read([answerOf(printed)]), JSON.stringify(printed));
    }
  });

  const environment = `HKEY_USERS\\${sid}\\Volatile Environment`;
  const value = "    USERNAME    REG_SZ    ann";
  const cases: readonly (readonly [string, Printed, Printed, string])[] = [
    [
      "a session",
      hku(`${sid}\\Volatile Environment`),
      `\r\n${environment}\r\n${value}\r\n\r\n${environment}\\2\r\n`,
      "2",
    ],
    ["no session", hku(`${sid}\\Volatile Environment`), `\r\n${environment}\r\n${value}\r\n\r\n`, ""],
    ["no environment", hku(`${sid}\\Software`), { failed: "" }, ""],
    ["an environment that cannot be read", hku(`${sid}\\Volatile Environment`), { failed: "" }, "unread"],
    ["an account that cannot be read", { failed: "" }, { failed: "" }, "unread"],
    ["an account that shows nothing", "", { failed: "" }, "unread"],
    ["an environment that shows nothing", hku(`${sid}\\Volatile Environment`), "\r\n", "unread"],
  ];
  for (const [what, hive, listing, wanted] of cases) {
    it(`tells ${what}`, () => {
      const list = hiveSessions(sid).read([hive, listing].map(answerOf));
      const found = list.state === "unread" ? "unread" : list.sessions.map(({ id }) => id).join();
      assert.equal(found, wanted);
      if (list.state === "listed") for (const { user } of list.sessions) assert.equal(user, "ann");
    });
  }

  it("is asked only where quser.exe has told nothing", () => {
    const listed = { state: "listed", sessions: [] } as const;
    const silent = { state: "silent" } as const;
    const unread = { state: "unread", came: "x" } as const;
    assert.deepEqual(peopleIn({ quser: listed, loadedHives: [sid] }), { state: "told", people: listed });
    assert.deepEqual(peopleIn({ quser: unread, loadedHives: [] }), { state: "told", people: unread });
    assert.deepEqual(peopleIn({ quser: silent, loadedHives: [sid] }), { state: "ask", sids: [sid] });
    assert.deepEqual(peopleIn({ quser: silent, loadedHives: [] }), { state: "told", people: listed });
    assert.deepEqual(peopleIn({ quser: silent, loadedHives: unread }), { state: "told", people: unread });
    const many = peopleIn({ quser: silent, loadedHives: Array.from({ length: 14 }, () => sid) });
    assert.equal(many.state === "told" && many.people.state, "unread");
  });

  it("is asked in one line that fits cmd, for as many accounts as may be", () => {
    const sids = Array.from({ length: 13 }, (_, at) => `${sid.slice(0, -4)}${4_000_000_000 + at}`);
    assert.ok(askForHiveSessions(sids).line("cmd32").length < 7_000);
  });
});
