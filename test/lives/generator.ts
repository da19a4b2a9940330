import fc from "fast-check";
import { bootIds, deeds, edits, mishaps, values } from "./happenings";
import type { Deed, Event, Life, Mishap, Program, PulumiStep, Step, Traits } from "./life";

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
});

const program: fc.Arbitrary<Program> = fc.record(
  {
    name: fc.constant("old" as const),
    behindNat: fc.constantFrom("both" as const, "server" as const, "none" as const, "client" as const),
    reboot: fc.constantFrom("ifRequired" as const, "ifRequired" as const, "never" as const),
    onDelete: fc.constantFrom("restore" as const, "restore" as const, "remove" as const, "keep" as const),
    overwriteForeignChange: fc.boolean(),
    bootMarker: fc.boolean(),
  },
  { requiredKeys: ["name", "behindNat", "reboot"] },
);

const event: fc.Arbitrary<Event> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 })),
    weighted<Deed | Mishap>([2, fc.constantFrom(...mishaps)], [1, fc.constantFrom(...deeds)]),
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
          ] as const),
        ),
      ],
    ),
    events: fc.array(event, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["do"] },
);

const step: fc.Arbitrary<Step> = weighted<Step>(
  [6, pulumiStep],
  [3, fc.constantFrom(...deeds)],
  [2, fc.constantFrom(...edits).map((to) => ({ do: "edit" as const, to }))],
  [1, fc.constantFrom(10, 60, 600).map((seconds) => ({ do: "wait" as const, seconds }))],
);

/** Any life. */
export const anyLife: fc.Arbitrary<Life> = fc.record({
  traits,
  program,
  steps: fc.array(step, { minLength: 1, maxLength: 10, size: "max" }),
});

function weighted<T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}
