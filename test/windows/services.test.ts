import assert from "node:assert/strict";
import fc from "fast-check";
import { isServiceName, noSuchService, quotedServiceName } from "../../provider/windows/command-line";
import { askFacts } from "../../provider/windows/fact";
import { serviceState, serviceStates } from "../../provider/windows/services";
import type { Language } from "../lab/simulated/messages";
import { SimulatedWindows } from "../lab/simulated/simulated-windows";
import { answerOf, nonce, type Printed } from "../support/framed";
import { ManualClock } from "../support/manual-clock";
import { checkProperty } from "../support/property";

const read = (printed: Printed, exitCode?: number) =>
  serviceState("RasMan").read([{ ...answerOf(printed), ...(exitCode === undefined ? {} : { exitCode }) }]);
const rows = (state: string, exitCode = "0  (0x0)") =>
  [
    "",
    "SERVICE_NAME: RasMan ",
    "        TYPE               : 20  WIN32_SHARE_PROCESS  ",
    `        STATE              : ${state} `,
    "                                (STOPPABLE, NOT_PAUSABLE, IGNORES_SHUTDOWN)",
    `        WIN32_EXIT_CODE    : ${exitCode}`,
    "        SERVICE_EXIT_CODE  : 0  (0x0)",
    "        CHECKPOINT         : 0x0",
    "        WAIT_HINT          : 0x0",
    "",
  ].join("\r\n");

describe("the state of a service", () => {
  it("is running where the second number is 4, and nowhere else", () => {
    assert.deepEqual(read(rows("4  RUNNING")), { state: "running" });
    for (const state of ["1  STOPPED", "2  START_PENDING", "3  STOP_PENDING", "5  CONTINUE_PENDING"])
      assert.equal(read(rows(state)).state, "down", state);
    for (const state of ["6  PAUSE_PENDING", "7  PAUSED"])
      assert.equal(read(rows(state)).state, "down", state);
  });

  it("says how it is down, with the code of a service that failed", () => {
    assert.deepEqual(read(rows("2  START_PENDING")), { state: "down", how: "is starting" });
    assert.deepEqual(read(rows("1  STOPPED")), { state: "down", how: "is stopped" });
    const failed = read(rows("1  STOPPED", "1068  (0x42c)"));
    assert.deepEqual(failed, { state: "down", how: "is stopped (exit code 1068)" });
    const never = read(rows("1  STOPPED", "1077  (0x435)"));
    assert.deepEqual(never, { state: "down", how: "is stopped (not started since the boot)" });
  });

  for (const [language, labels] of Object.entries({
    Spanish: ["NOMBRE_SERVICIO", "TIPO", "ESTADO", "C\xd3DIGO_SALIDA_WIN32"],
    French: ["SERVICE_NAME", "TYPE", "\x90TAT", "WIN32_EXIT_CODE"],
    Japanese: ["SERVICE_NAME", "\x8e\xed\x97\xde", "\x8f\xf3\x91\xd4", "WIN32_EXIT_CODE"],
  })) {
    it(`is read in ${language}`, () => {
      const [name = "", type = "", state = "", exitCode = ""] = labels;
      const translated = rows("1  STOPPED", "1068  (0x42c)")
        .replace("SERVICE_NAME", name)
        .replace("TYPE  ", `${type}  `)
        .replace("STATE", state)
        .replace("WIN32_EXIT_CODE", exitCode);
      assert.deepEqual(read(translated), { state: "down", how: "is stopped (exit code 1068)" });
    });
  }

  it("is not taken from TYPE, whose number may look like a state or hold letters", () => {
    const ofType = (type: string) => read(rows("1  STOPPED").replace("20  WIN32_SHARE_PROCESS", type));
    for (const type of [
      "4  ADAPTER",
      "e0  USER_SHARE_PROCESS INSTANCE",
      "110  WIN32_OWN_PROCESS (interactive)",
    ])
      assert.equal(ofType(type).state, "down", type);
  });

  it("is missing by the exit code 1060 alone, whatever the text says", () => {
    assert.deepEqual(read({ failed: "" }, noSuchService), { state: "missing" });
    assert.equal(read({ failed: "[SC] OpenService FAILED 1060:\r\n" }).state, "unread");
  });

  it("is not read from a failure, nor from half an answer, nor from a state that is none", () => {
    assert.equal(read({ failed: rows("4  RUNNING") }).state, "unread");
    assert.equal(read(rows("4  RUNNING").slice(0, 80)).state, "unread");
    for (const state of ["0  ", "8  ", "44  RUNNING", "x  RUNNING", ""])
      assert.equal(read(rows(state)).state, "unread", state);
    assert.deepEqual(read({ failed: "[SC] OpenSCManager FAILED 5:\r\n\r\nAccess is denied.\r\n" }, 5), {
      state: "unread",
      came: 'sc.exe failed and printed "[SC] OpenSCManager FAILED 5: Access is denied."',
    });
  });

  it("never comes from a text that sc.exe does not print", () => {
    checkProperty(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const { state } = read(text);
        assert.ok(state === "unread" || /:[ \t]*[0-9a-f]+/i.test(text), text);
      }),
    );
  });

  for (const language of ["en", "de", "fr"] as const satisfies readonly Language[]) {
    it(`is asked for over cmd: a running one, a stopped one and one that is missing (${language})`, async () => {
      const windows = new SimulatedWindows({ clock: new ManualClock(), language });
      windows.services.install("Tunnel$a b", { outcome: "manual" });
      const { line, read: readLine } = askFacts(
        { states: serviceStates(["rasman", "Tunnel$a b", "RasMann"]) },
        { nonce },
      );
      const reading = readLine(await windows.execute(line("cmd")));
      assert.ok(reading.state === "read");
      assert.deepEqual(reading.values.states, [
        { name: "rasman", found: { state: "running" } },
        { name: "Tunnel$a b", found: { state: "down", how: "is stopped (not started since the boot)" } },
        { name: "RasMann", found: { state: "missing" } },
      ]);
    });
  }

  for (const [exitCode, state] of [
    [5, "unread"],
    [1059, "unread"],
    [1060, "missing"],
    [1061, "unread"],
    [-1073741510, "unread"],
  ] as const) {
    it(`with exit code ${exitCode} is ${state}, by the marks of cmd`, async () => {
      const windows = new SimulatedWindows({ clock: new ManualClock() });
      const effect = { kind: "program", name: "sc", result: { exitCode } } as const;
      windows.faults.add({ when: /sc query/, effect });
      const { line, read: readLine } = askFacts({ state: serviceState("RasMan") }, { nonce });
      const delivery = await windows.deliver(line("cmd"));
      assert.ok(delivery.kind === "answered");
      const reading = readLine(delivery.result);
      assert.equal(reading.state === "read" && reading.values.state.state, state);
    });
  }
});

describe("the name of a service", () => {
  it("reaches sc.exe between quotes, with what names of services hold", () => {
    for (const name of ["RasMan", "MSSQL$VPN", "Intel(R) Service & Co", "postgresql-x64-15", "a.b_c's"])
      assert.equal(quotedServiceName(name), `"${name}"`);
  });

  it("is none where it could end its quotes, be expanded, be an option, or be no name at all", () => {
    for (const name of [
      'a"b',
      "%PATH%",
      "a`b",
      "a!b",
      "\\\\host",
      "a/b",
      "type=",
      "",
      " a",
      "a ",
      "a\nb",
      "é",
      "*",
    ]) {
      assert.equal(isServiceName(name), false, name);
      assert.throws(() => quotedServiceName(name), { name: "InvalidInputError" });
    }
    assert.equal(isServiceName("x".repeat(256)), true);
    assert.equal(isServiceName("x".repeat(257)), false);
  });
});
