import assert from "node:assert/strict";
import { NatTraversalError } from "../../provider/errors";
import type { Marker } from "../../provider/nat-traversal/marker";
import type { ConvergeRequest } from "../../provider/nat-traversal/plan";
import { observationOf } from "../support/observations";
import { fromWords } from "../support/value-words";
import { markerOf, plan, visit } from "./planned";

const unknown = { type: "unknown" } as const;

describe("the plan of a create", () => {
  it("keeps the original value, then writes what was declared", () => {
    const { write, marker, previous, applied, changed, warnings } = plan("absent");
    assert.deepEqual(write, fromWords("REG_DWORD 2"));
    assert.deepEqual(marker, markerOf("ours", "REG_DWORD 2", "unknown", "absent"));
    assert.deepEqual(
      [previous, applied, changed, warnings],
      [fromWords("absent"), fromWords("REG_DWORD 2"), true, []],
    );
  });

  it("writes 0 for none and client over anything but absent and 0", () => {
    for (const behindNat of ["none", "client", 0] as const) {
      assert.equal(plan("absent", { behindNat }).write, undefined);
      assert.equal(plan("REG_DWORD 0", { behindNat }).write, undefined);
      for (const value of [
        "REG_DWORD 1",
        "REG_DWORD 2",
        "REG_DWORD 7",
        "REG_QWORD 0",
        "REG_SZ 0",
        "REG_BINARY 00",
      ]) {
        assert.deepEqual(plan(value, { behindNat }).write, fromWords("REG_DWORD 0"), value);
      }
    }
    assert.deepEqual(plan("REG_DWORD 2", { behindNat: "server" }).write, fromWords("REG_DWORD 1"));
    assert.deepEqual(plan("REG_QWORD 2").write, fromWords("REG_DWORD 2"));
  });

  it("adopts a value that is already as declared: writes the marker alone, and warns that the value may be its own", () => {
    const { write, marker, previous, applied, changed, warnings } = plan("REG_DWORD 2");
    assert.equal(write, undefined);
    assert.deepEqual(marker, markerOf("ours", "REG_DWORD 2", "unknown", "REG_DWORD 2"));
    assert.deepEqual(
      [previous, applied, changed],
      [fromWords("REG_DWORD 2"), fromWords("REG_DWORD 2"), false],
    );
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /REG_DWORD 2 was already set, and destroy restores it.*add an alias/);
  });

  it("warns of nothing where 0 is adopted", () => {
    assert.deepEqual(plan("absent", { behindNat: "none" }).warnings, []);
    assert.deepEqual(plan("REG_DWORD 0", { behindNat: "client" }).warnings, []);
  });

  it("writes no marker where none is wanted, and none where its key could not be read", () => {
    const unwanted = plan("absent", { bootMarker: false });
    assert.equal(unwanted.marker, undefined);
    assert.deepEqual(unwanted.warnings, []);
    const nowhere = plan("absent", { observation: observationOf({ marker: { state: "keyUnread" } }) });
    assert.equal(nowhere.marker, undefined);
    assert.match(nowhere.warnings.join(), /Could not write a marker/);
    assert.ok(plan("absent", { observation: observationOf({ marker: { state: "unreadable" } }) }).marker);
    assert.deepEqual(
      plan("absent", { bootMarker: false, observation: observationOf({ marker: { state: "keyUnread" } }) })
        .warnings,
      [],
    );
  });

  it("refuses to overwrite a value that cannot be restored, before anything is written", () => {
    for (const value of [
      "REG_MULTI_SZ 2",
      'REG_SZ 2" & reg add HKLM\\Evil -f & rem "',
      "REG_SZ 2 ",
      "REG_QWORD (null)",
    ]) {
      for (const onDelete of [undefined, "restore"] as const) {
        assert.throws(
          () => plan(value, { onDelete }),
          (error) =>
            error instanceof NatTraversalError &&
            error.code === "NOT_RESTORABLE" &&
            error.host === "vpn01" &&
            error.message.includes("Services\\PolicyAgent") &&
            error.message.includes("Nothing was written") &&
            !error.message.includes("Evil"),
          value,
        );
      }
      for (const onDelete of ["remove", "keep"] as const) {
        const { write, previous, warnings } = plan(value, { onDelete });
        assert.deepEqual([write, previous, warnings], [fromWords("REG_DWORD 2"), fromWords(value), []]);
      }
    }
  });
});

describe("the plan of an update", () => {
  const lastVisit = visit("REG_DWORD 2", "absent", "REG_DWORD 2");

  it("writes nothing on update, not even a marker, where nothing has to change", () => {
    const { write, marker, changed, applied, warnings } = plan("REG_DWORD 2", {
      occasion: "update",
      lastVisit,
    });
    assert.deepEqual([write, marker, changed, warnings], [undefined, undefined, false, []]);
    assert.deepEqual(applied, fromWords("REG_DWORD 2"));
    assert.deepEqual(
      plan("REG_DWORD 2", {
        occasion: "update",
        observation: observationOf({ value: fromWords("REG_DWORD 2"), marker: { state: "keyUnread" } }),
        lastVisit,
      }).warnings,
      [],
    );
  });

  it("takes a value that satisfies the declaration as applied", () => {
    const { applied, changed } = plan("absent", {
      occasion: "update",
      behindNat: "none",
      lastVisit: visit("REG_DWORD 0", "REG_DWORD 0"),
    });
    assert.deepEqual([applied, changed], [fromWords("absent"), false]);
  });

  it("marks before every update that writes, with what Windows found at its last restart", () => {
    const ours = markerOf("ours", "REG_DWORD 2", "REG_DWORD 2", "absent");
    const { marker, write } = plan(
      "REG_DWORD 2",
      { occasion: "update", behindNat: "server", lastVisit },
      ours,
    );
    assert.deepEqual(write, fromWords("REG_DWORD 1"));
    assert.deepEqual(marker, markerOf("ours", "REG_DWORD 1", "REG_DWORD 2", "absent"));
  });

  it("marks with an unknown value at boot where a service may have read the value in between", () => {
    const ours = markerOf("ours", "REG_DWORD 2", "absent", "absent");
    const back = (rasMan: number) =>
      plan("absent", {
        occasion: "update",
        behindNat: "none",
        lastVisit: visit("REG_DWORD 2", "absent"),
        observation: observationOf({
          value: fromWords("REG_DWORD 2"),
          marker: { state: "present", marker: ours },
          services: { rasMan },
        }),
      }).marker?.valueAtBoot;
    assert.deepEqual(back(3), unknown);
    assert.deepEqual(back(2), fromWords("absent"));
  });

  it("recognises a change back from another resource's value at first contact", () => {
    const other = markerOf("other1", "REG_DWORD 2", "absent", "absent");
    const observation = observationOf({
      value: fromWords("REG_DWORD 2"),
      marker: { state: "present", marker: other },
      services: { rasMan: 3 },
    });
    assert.deepEqual(plan("absent", { behindNat: "none", observation }).marker?.valueAtBoot, unknown);
    const undone = { ...observation, value: fromWords("absent") };
    assert.deepEqual(plan("absent", { behindNat: "none", observation: undone }).marker?.valueAtBoot, unknown);
  });

  it("reports another resource's change without a restart where it stays, in words that a restart does not prove wrong", () => {
    const reported = (
      marker: Marker,
      behindNat: ConvergeRequest["behindNat"] = "both",
      live = "REG_DWORD 2",
    ) => plan(live, { occasion: "update", lastVisit, behindNat }, marker).warnings;
    assert.deepEqual(reported(markerOf("other1", "REG_DWORD 2", "absent", "absent")), [
      "Another resource (id other1) changed absent to REG_DWORD 2; no restart had followed when this was read.",
    ]);
    const theirs = markerOf("other1", "REG_DWORD 2", "absent", "absent");
    assert.deepEqual(reported(theirs, "server"), [
      "Another resource (id other1) changed absent to REG_DWORD 2; REG_DWORD 1 was written over it. Two resources that declare one setting undo each other.",
    ]);
    assert.deepEqual(reported(theirs, "both", "REG_DWORD 1"), [], "it is ours from now on");
    assert.deepEqual(reported(markerOf("ours", "REG_DWORD 2", "absent", "absent")), []);
    assert.deepEqual(reported(markerOf("other1", "REG_DWORD 2", "REG_DWORD 2", "absent")), []);
    assert.deepEqual(reported(markerOf("other1", "REG_DWORD 2", "unknown", "absent")), []);
    assert.deepEqual(reported(markerOf("other1", "REG_DWORD 1", "absent", "absent")), []);
  });
});
