import assert from "node:assert/strict";
import type { MarkerReading } from "../../provider/nat-traversal/marker";
import type { Observation, ServiceStarts } from "../../provider/nat-traversal/observation";
import { evaluateConverged, planConverge } from "../../provider/nat-traversal/plan";
import type { BehindNat, BootEvidence, Status } from "../../provider/nat-traversal/setting-state";
import { type Evaluation, evaluateStatus } from "../../provider/nat-traversal/status";
import type { LastVisit } from "../../provider/nat-traversal/value-at-boot";
import { readCases } from "../support/case-files";
import { observationOf } from "../support/observations";
import { atBootFromWords, fromWords } from "../support/value-words";

/** One row of the table: values in words; "ours" is the id of the setting that asks. */
interface StatusCase {
  readonly says: string;
  readonly live: string;
  readonly marker:
    | "absent"
    | "unreadable"
    | "keyUnread"
    | {
        readonly id: string;
        readonly applied: string;
        readonly valueAtBoot: string;
        readonly previous: string;
      };
  readonly bootId?: number;
  readonly bootEventRecord?: number;
  readonly services?: ServiceStarts;
  readonly last: null | {
    readonly applied: string;
    readonly previous: string;
    readonly valueAtBoot: string;
    readonly bootEvidence: BootEvidence;
  };
  /** A create or an update; without it, a look. */
  readonly converge?: {
    readonly occasion: "create" | "update";
    readonly behindNat: BehindNat;
    readonly bootMarker?: boolean;
    readonly markerRefused?: boolean;
  };
  readonly expect: {
    readonly status: Status;
    readonly reason: string;
    readonly valueAtBoot: string;
    readonly bootEvidence: BootEvidence;
  };
}

function readingOf(marker: StatusCase["marker"]): MarkerReading {
  if (typeof marker === "string") return { state: marker };
  return {
    state: "present",
    marker: {
      id: marker.id,
      applied: fromWords(marker.applied),
      valueAtBoot: atBootFromWords(marker.valueAtBoot),
      previous: fromWords(marker.previous),
    },
  };
}

function lastVisitOf(last: StatusCase["last"]): LastVisit | undefined {
  if (last === null) return undefined;
  return {
    applied: fromWords(last.applied),
    previous: fromWords(last.previous),
    valueAtBoot: atBootFromWords(last.valueAtBoot),
    bootEvidence: last.bootEvidence,
  };
}

/** Plans, carries the plan out on paper, and evaluates. */
function converge(
  row: StatusCase,
  observation: Observation,
  wish: NonNullable<StatusCase["converge"]>,
): Evaluation {
  const plan = planConverge({
    ...wish,
    id: "ours",
    host: "vpn01",
    observation,
    lastVisit: lastVisitOf(row.last),
  });
  const written: MarkerReading =
    plan.marker === undefined || wish.markerRefused === true
      ? observation.marker
      : { state: "present", marker: plan.marker };
  return evaluateConverged({ plan, observation, live: plan.write ?? observation.value, marker: written });
}

describe("the status table", () => {
  for (const { name, content } of readCases<StatusCase>("status")) {
    it(`${name}: ${content.says}`, () => {
      const { bootId, bootEventRecord, expect } = content;
      const observation = observationOf({
        value: fromWords(content.live),
        marker: readingOf(content.marker),
        ...(bootId === undefined ? {} : { bootId }),
        ...(bootEventRecord === undefined ? {} : { bootEvent: bootEventRecord }),
        services: content.services ?? { policyAgent: 2, ikeExt: 2, rasMan: 2 },
      });
      const evaluation =
        content.converge === undefined
          ? evaluateStatus({ id: "ours", observation, lastVisit: lastVisitOf(content.last) })
          : converge(content, observation, content.converge);
      assert.equal(evaluation.status, expect.status, evaluation.statusReason);
      assert.match(evaluation.statusReason, new RegExp(expect.reason));
      assert.deepEqual(evaluation.valueAtBoot, atBootFromWords(expect.valueAtBoot));
      assert.deepEqual(evaluation.bootEvidence, expect.bootEvidence);
      assert.match(evaluation.statusReason, /^[A-Z].*\.$/);
      assert.doesNotMatch(evaluation.statusReason, /reboot|undefined/i);
    });
  }
});
