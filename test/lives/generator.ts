import fc from "fast-check";
import { bootIds, deeds, edits, mishaps, permissionEdits, values } from "./happenings";
import { awaitedService, hindranceDeeds } from "./hindrances";
import type { Deed, Event, Life, Mishap, Program, PulumiStep, Step, Traits } from "./life";
import { rollOutLife } from "./roll-out-generator";
import { beginnings, type Window, windows } from "./wall-time";

const traits: fc.Arbitrary<Traits> = fc.record({
  startValue: fc.constantFrom(...values),
  bootId: weighted([3, fc.constant("counts" as const)], [2, fc.constantFrom(...bootIds)]),
  bootEvents: fc.constantFrom(true, true, false),
  power: fc.record({
    shutdownSeconds: fc.constantFrom(0, 3),
    bootSeconds: fc.constantFrom(5, 15, 0.4),
    settleSeconds: fc.constantFrom(0, 5),
    furtherBootsAfterSeconds: fc.constantFrom([], [], [], [2]),
    connections: fc.constantFrom("dropped" as const, "silent" as const),
  }),
  placeholderHardware: fc.boolean(),
  refusesWhileBooting: fc.constantFrom(false, false, false, true),
  kind: fc.constantFrom("server" as const, "client" as const),
  startsAt: fc.constantFrom(...beginnings),
});

const program: fc.Arbitrary<Program> = fc.record(
  {
    name: fc.constant("old" as const),
    behindNat: fc.constantFrom("both" as const, "server" as const, "none" as const, "client" as const),
    reboot: fc.constantFrom("ifRequired" as const, "ifRequired" as const, "never" as const),
    onDelete: fc.constantFrom("restore" as const, "restore" as const, "remove" as const, "keep" as const),
    overwriteForeignChange: fc.boolean(),
    bootMarker: fc.boolean(),
    ifUsersLoggedOn: fc.constantFrom("postpone" as const, "proceed" as const, "fail" as const),
    disconnectedSessions: fc.constantFrom("count" as const, "ignore" as const),
    postponeAtMostDays: fc.constantFrom(1, 3),
    alsoIf: fc.subarray(["domainController", "clusterNode", "hypervisor", "preBootPin"] as const),
    readyWhen: fc.constantFrom(undefined, undefined, { services: [awaitedService] }),
    foreignShutdown: fc.constantFrom("join" as const, "replace" as const, "fail" as const),
    window: weighted<Window | undefined>([6, fc.constant(undefined)], [1, fc.constantFrom(...windows)]),
  },
  { requiredKeys: ["name", "behindNat", "reboot"] },
);

const event: fc.Arbitrary<Event> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 })),
    weighted<Deed | Mishap>(
      [4, fc.constantFrom(...mishaps)],
      [2, fc.constantFrom(...deeds)],
      [2, fc.constantFrom(...hindranceDeeds)],
    ),
  )
  .map(([at, what]) => ({ at, ...what }));

const pulumiStep: fc.Arbitrary<PulumiStep> = fc.record(
  {
    do: weighted<PulumiStep["do"]>(
      [5, fc.constant("up")],
      [2, fc.constant("up --refresh")],
      [2, fc.constant("destroy")],
      [
        3,
        fc.constantFrom(
          ...([
            "refresh",
            "up --replace",
            "destroy --target reboot",
            "up --continue-on-error",
            "preview",
            "preview --refresh",
          ] as const),
        ),
      ],
    ),
    events: fc.array(event, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["do"] },
);

const step: fc.Arbitrary<Step> = weighted<Step>(
  [12, pulumiStep],
  [5, fc.constantFrom(...deeds)],
  [4, fc.constantFrom(...hindranceDeeds)],
  [3, fc.constantFrom(...edits).map((to) => ({ do: "edit" as const, to }))],
  [1, fc.constantFrom(...permissionEdits).map((to) => ({ do: "edit" as const, to }))],
  [2, fc.constantFrom(10, 60, 600, 43_200, 86_400).map((seconds) => ({ do: "wait" as const, seconds }))],
);

/** What bears on whether a restart may come, around one that is required. */
const permissionStep: fc.Arbitrary<Step> = weighted<Step>(
  [
    8,
    fc.record(
      {
        do: weighted<PulumiStep["do"]>(
          [4, fc.constant("up")],
          [1, fc.constant("up --refresh")],
          [1, fc.constant("preview --refresh")],
        ),
        events: fc.array(
          fc
            .tuple(
              fc.integer({ min: 3, max: 14 }),
              weighted<Deed | Mishap>(
                [3, fc.constantFrom(...hindranceDeeds)],
                [2, fc.constantFrom(...mishaps)],
              ),
            )
            .map(([at, what]) => ({ at, ...what })),
          { minLength: 1, maxLength: 2 },
        ),
      },
      { requiredKeys: ["do"] },
    ),
  ],
  [8, fc.constantFrom(...hindranceDeeds)],
  [
    2,
    fc
      .constantFrom("both" as const, "server" as const)
      .map((behindNat) => ({ do: "edit" as const, to: { behindNat } })),
  ],
  [3, fc.constantFrom(...permissionEdits).map((to) => ({ do: "edit" as const, to }))],
  [3, fc.constantFrom(60, 43_200, 86_400, 3 * 86_400).map((seconds) => ({ do: "wait" as const, seconds }))],
  [
    2,
    fc.constantFrom<Deed>(
      { do: "restart by hand" },
      { do: "power cut" },
      { do: "schedule a restart", seconds: 20 },
    ),
  ],
);

/** Any life of one host; in two of five all is about whether a restart may come. */
export const lifeOfOneHost: fc.Arbitrary<Life> = fc.record({
  traits,
  program,
  steps: weighted(
    [3, fc.array(step, { minLength: 1, maxLength: 10, size: "max" })],
    [2, fc.array(permissionStep, { minLength: 1, maxLength: 10, size: "max" })],
  ),
});

/** Any life of several hosts, or of hosts that two stacks declare. */
export const lifeOfSeveral: fc.Arbitrary<Life> = rollOutLife(traits, program);

function weighted<T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}
