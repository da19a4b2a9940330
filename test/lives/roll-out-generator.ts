import fc from "fast-check";
import { mishaps } from "./happenings";
import { hindranceDeeds } from "./hindrances";
import type { Deed, Event, Group, Life, Mishap, Program, PulumiStep, Step, Traits } from "./life";

const group: fc.Arbitrary<Group> = fc.record(
  {
    name: fc.constantFrom("vpn", "vpn", "vpn", "other"),
    maxUnavailable: fc.integer({ min: 1, max: 3 }),
    stopAfterFailures: fc.integer({ min: 1, max: 2 }),
    settleSeconds: fc.constantFrom(0, 60, 400),
    order: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ["name"] },
);

const on = fc.integer({ min: 1, max: 4 });

const deeds: readonly Deed[] = [
  ...Array<Deed>(6).fill({ do: "power", returns: false }),
  { do: "power", returns: true },
  { do: "restart by hand" },
  { do: "power cut" },
  { do: "shutdown -a" },
  { do: "set", value: { type: "REG_DWORD", data: "1" } },
  ...hindranceDeeds,
];

const event: fc.Arbitrary<Event> = fc
  .tuple(fc.integer({ min: 1, max: 18 }), on, fc.constantFrom<Deed | Mishap>(...deeds, ...mishaps))
  .map(([at, host, what]) => ({ at, on: host, ...what }));

const up: fc.Arbitrary<PulumiStep> = fc.record(
  {
    do: fc.constantFrom<PulumiStep["do"]>(
      "up",
      "up",
      "up",
      "up --refresh",
      "up --continue-on-error",
      "preview --refresh",
      "destroy",
    ),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["do"] },
);

const upOfOther: fc.Arbitrary<PulumiStep> = fc.constantFrom<PulumiStep>(
  { do: "up", stack: "other" },
  { do: "up", stack: "other" },
  { do: "up --refresh", stack: "other" },
  { do: "destroy", stack: "other" },
);

const edits: readonly Partial<Program>[] = [
  { behindNat: "server" },
  { behindNat: "both" },
  { ifUsersLoggedOn: "proceed" },
  { ifUsersLoggedOn: "fail" },
];

function step(pulumi: fc.Arbitrary<PulumiStep>): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 6, arbitrary: pulumi },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...deeds), on).map(([deed, host]) => ({ on: host, ...deed })),
    },
    { weight: 1, arbitrary: fc.constantFrom(...edits).map((to) => ({ do: "edit" as const, to })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(60, 86_400).map((seconds) => ({ do: "wait" as const, seconds })),
    },
  );
}

/** Any life of several hosts that take turns, or of hosts that two stacks declare. */
export function rollOutLife(
  traits: fc.Arbitrary<Traits>,
  program: fc.Arbitrary<Program>,
): fc.Arbitrary<Life> {
  const plain = program.map(
    (given): Program => ({ ...given, behindNat: "both", reboot: "ifRequired", bootMarker: true }),
  );
  const common = {
    traits: traits.map(
      (given): Traits => ({ ...given, startValue: { type: "absent" }, bootId: "counts", bootEvents: true }),
    ),
    parallel: fc.constantFrom(1, 2, 8, 8),
  };
  const fleet = fc.record({
    ...common,
    program: fc
      .tuple(plain, fc.array(group, { maxLength: 4 }))
      .map(([given, groups]) => ({ ...given, groups })),
    hosts: fc.integer({ min: 2, max: 4 }),
    steps: fc.array(step(up), { minLength: 1, maxLength: 5, size: "max" }),
  });
  const twoStacks = fc.record({
    ...common,
    program: plain,
    hosts: fc.integer({ min: 1, max: 2 }),
    steps: fc.array(step(fc.oneof(up, upOfOther)), { minLength: 2, maxLength: 6, size: "max" }),
  });
  return fc.oneof({ weight: 3, arbitrary: fleet }, { weight: 1, arbitrary: twoStacks });
}
