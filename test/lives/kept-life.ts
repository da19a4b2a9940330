import { absent } from "../../provider/windows/registry-value";
import type { Life, Program, Step, Traits } from "./life";

/** The shortest life in which a promise was once broken, or that puts one to a test which random lives seldom reach, as far as it differs from a plain one. */
export interface KeptLife extends Pick<Life, "steps" | "hosts"> {
  readonly traits?: Partial<Traits>;
  readonly program?: Partial<Program>;
}

const host: Traits = {
  startValue: absent,
  bootId: "counts",
  bootEvents: true,
  power: { bootSeconds: 10, settleSeconds: 0 },
};
const plainProgram: Program = { name: "old", behindNat: "both", reboot: "ifRequired" };

export const up: Step = { do: "up" };
export const destroy: Step = { do: "destroy" };

/** The whole life. */
export function wholeLife({ traits, program, ...life }: KeptLife): Life {
  return { ...life, traits: { ...host, ...traits }, program: { ...plainProgram, ...program } };
}
