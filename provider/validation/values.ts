import * as v from "valibot";
import { asValibot } from "./as-valibot";
import { chosenBy, isUnknown, known, refused, type Schema } from "./schema";
import { didYouMean, kindOf, oneOf, show } from "./wording";

/** A number's limits; `unit` reads like "seconds". */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly unit?: string;
}

/** The range of every limit that a program may give: one second to one day. */
export const timeoutRange = { least: 1, most: 86_400, unit: "seconds" } as const;

/** A text that is not blank; `faultOf` may say what else is wrong with it. The text itself is never shown. */
export function text(faultOf: (text: string) => string | undefined = () => undefined): Schema<string> {
  return chosenBy((value) => {
    if (typeof value !== "string") return refused(`must be a string; it is ${kindOf(value)}`);
    const fault = value.trim() === "" ? "must not be empty" : faultOf(value);
    return fault === undefined ? v.string() : refused(fault);
  });
}

/** The one word. */
export function word<const Word extends string>(only: Word): Schema<Word> {
  return choice(only);
}

/** One of several words or numbers. */
export function choice<const Choices extends readonly (string | number)[]>(
  ...choices: Choices
): Schema<Choices[number]> {
  return known(v.picklist(choices, ({ input }) => choiceFault(input, choices)));
}

/** `true` or `false`. */
export const flag: Schema<boolean> = known(
  v.boolean(({ input }) => {
    const hint = input === "true" || input === "false" ? `; did you mean ${input}, without quotes?` : "";
    return `must be true or false; it is ${show(input)}${hint}`;
  }),
);

/** A whole number within its limits. */
export function wholeNumber({ least, most, unit }: Range): Schema<number> {
  const what = unit === undefined ? "a whole number" : `a whole number of ${unit}`;
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  const range = `${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`;
  return known(
    v.custom<number>(
      (value) => typeof value === "number" && isWithin(value),
      ({ input }) => {
        const number = numberIn(input);
        const hint = number !== undefined && isWithin(number) ? `; did you mean the number ${number}?` : "";
        return `must be ${what} from ${range}; it is ${show(input)}${hint}`;
      },
    ),
  );
}

/** A number of seconds, one to a day. */
export const seconds: Schema<number> = wholeNumber(timeoutRange);

/** A list of at least one, and of no more than that, each different from the others. */
export function listOf<T>(item: Schema<T>, most = Number.POSITIVE_INFINITY): Schema<readonly T[]> {
  return chosenBy((value) => {
    if (!Array.isArray(value)) return refused(`must be a list; it is ${kindOf(value)}`);
    if (value.length === 0) return refused("must not be empty");
    if (value.length > most) return refused(`must have ${most} entries at most; it has ${value.length}`);
    const twice = value.find((each, at) => typeof each === "string" && value.indexOf(each) !== at);
    if (twice !== undefined && !isUnknown(twice)) return refused(`names ${show(twice)} twice`);
    return v.array(asValibot(item)) as unknown as Schema<readonly T[]>;
  });
}

function choiceFault(input: unknown, choices: readonly (string | number)[]): string {
  const words = choices.filter((choice) => typeof choice === "string");
  const meant = typeof input === "string" ? didYouMean(input, words) : undefined;
  const number = choices.find((choice) => choice === numberIn(input));
  const word = meant === undefined ? undefined : `"${meant}"`;
  const guess = number === undefined ? word : `the number ${number}`;
  const hint = guess === undefined ? "" : `; did you mean ${guess}?`;
  const shown = choices.map((choice) => (typeof choice === "string" ? `"${choice}"` : String(choice)));
  return `must be ${oneOf(shown)}; it is ${show(input)}${hint}`;
}

/** The number that a text spells, as it comes from stack configuration or from the environment. */
function numberIn(input: unknown): number | undefined {
  return typeof input === "string" && /^\s*\d{1,9}\s*$/.test(input) ? Number(input) : undefined;
}
