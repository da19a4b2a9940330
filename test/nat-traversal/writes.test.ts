import assert from "node:assert/strict";
import { applyWrites, type Writes, writeAlone } from "../../provider/nat-traversal/apply";
import type { Marker } from "../../provider/nat-traversal/marker";
import { absent, dword } from "../../provider/windows/registry-value";
import { plainLine } from "../lab/simulated/plain-line";
import { framedByCmd, listing, nonce, type Printed, refused } from "../support/framed";

const path = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\PolicyAgent";

describe("a write", () => {
  const marker: Marker = { id: "ours", applied: dword(2), valueAtBoot: absent, previous: absent };
  const hardware = "HKLM\\HARDWARE\\DESCRIPTION\\System";
  const name = "AssumeUDPEncapsulationContextOnSendRule";
  const readBack = [
    `reg query "${hardware}" -v AssumeUDPEncapsulationMarker`,
    `reg query "${hardware}"`,
    `reg query "${path}" -v ${name}`,
    `reg query "${path}"`,
  ];
  const mark =
    'reg add "HKLM\\HARDWARE\\DESCRIPTION\\System" -v AssumeUDPEncapsulationMarker -t REG_SZ -d "1.ours.REG_DWORD:2.-.-" -f';
  const sent = (writes: Omit<Writes, "registryPath">) =>
    plainLine(applyWrites({ registryPath: path, ...writes }).line("cmd")).split(" & ");

  it("marks first, then writes or deletes, then reads both back", () => {
    const set = `reg add "${path}" -v ${name} -t REG_DWORD -d 2 -f`;
    assert.deepEqual(sent({ write: dword(2), marker }), [mark, set, ...readBack]);
    assert.deepEqual(sent({ write: absent }), [`reg delete "${path}" -v ${name} -f`, ...readBack]);
    assert.deepEqual(sent({ marker }), [mark, ...readBack]);
    assert.deepEqual(sent({}), readBack);
  });

  it("is believed by what is read back", () => {
    const { read } = applyWrites({ registryPath: path }, nonce);
    const note = "    AssumeUDPEncapsulationMarker    REG_SZ    1.ours.REG_DWORD:2.-.-";
    const start = "    Start    REG_DWORD    0x2";
    const value = `    ${name}    REG_DWORD    0x2`;
    const marked = [listing(hardware, note), listing(hardware, "    Identifier    REG_SZ    AT", note)];
    const unmarked = [refused, listing(hardware, "    Identifier    REG_SZ    AT")];
    const set = [listing(path, value), listing(path, start, value)];
    const unset = [refused, listing(path, start)];
    const values = (...commands: Printed[]) => {
      const reading = read(framedByCmd(commands));
      return reading.state === "read" ? reading.values : reading.state;
    };
    assert.deepEqual(values(...marked, ...set), { value: dword(2), marker: { state: "present", marker } });
    assert.deepEqual(values(...unmarked, ...unset), { value: absent, marker: { state: "absent" } });
    const keyUnread = { state: "keyUnread" };
    assert.deepEqual(values(refused, refused, ...set), { value: dword(2), marker: keyUnread });
    assert.equal(values(...marked, refused, refused), "unread");
    assert.equal(values(...marked, refused, listing(path, start, value)), "unread");
    assert.equal(values(refused, listing(hardware, note), ...set), "unread");
    assert.equal(values(...marked), "unread");
    assert.equal(read({ exitCode: 0, output: "", errorOutput: "" }).state, "unread");
  });

  it("by itself brings its own exit code back", () => {
    const { line, read } = writeAlone(path, dword(2), nonce);
    assert.equal(plainLine(line("cmd")), `reg add "${path}" -v ${name} -t REG_DWORD -d 2 -f`);
    assert.deepEqual(read(framedByCmd([], { exitCode: 5 })), { state: "read", values: { exitCode: 5 } });
    assert.equal(read({ exitCode: 5, output: "", errorOutput: "" }).state, "unread");
  });
});
