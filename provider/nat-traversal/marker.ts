import { type Fact, valueFact } from "../windows/fact";
import type { Unread } from "../windows/line-answer";
import type { ValueReading } from "../windows/registry-answer";
import type { RegistryType, RegistryValue } from "../windows/registry-value";
import type { ValueAtBoot } from "./setting-state";

/** Name of the marker, a REG_SZ under `markerKey`. */
export const markerName = "AssumeUDPEncapsulationMarker";

/** An existing key of the hive that Windows rebuilds in memory at every full boot, so that a value in it lasts one boot. */
export const markerKey = "HKLM\\HARDWARE\\DESCRIPTION\\System";

/** The value that holds the marker, whatever is in it. */
export const markerValue: Fact<ValueReading> = valueFact(markerKey, markerName);

/** A note for this boot, left on the host before the setting is written. */
export interface Marker {
  /** The Pulumi id of the setting that left it: letters and digits. */
  readonly id: string;
  /** What that setting wrote or adopted last. */
  readonly applied: RegistryValue;
  /** What Windows found at its last restart. */
  readonly valueAtBoot: ValueAtBoot;
  /** What was there before that setting's first write; "notKept" where it has no short, safe encoding. */
  readonly previous: RegistryValue | "notKept";
}

/** What was found in the marker's place. */
export type MarkerReading =
  | { readonly state: "present"; readonly marker: Marker }
  /** Its key was read, and holds none. */
  | { readonly state: "absent" }
  /** Its key holds something that this version did not write. */
  | { readonly state: "unreadable" }
  /** Its key could not be read: nothing is known, and no marker can be left. */
  | { readonly state: "keyUnread" };

/** The marker that is on the host; "unread" where what came does not tell whether there is one, or which. */
export const markerFact: Fact<MarkerReading | Unread> = {
  query: markerValue.query,
  read: (answers) => {
    const reading = markerValue.read(answers);
    if (reading.state !== "known") return reading;
    const { value } = reading;
    if (value.type === "absent") return { state: "absent" };
    return value.type === "REG_SZ" ? decodeMarker(value.data) : { state: "unreadable" };
  },
};

/** Longest encoding of one value's data, in characters; the whole marker stays far below what a command line takes. */
const longestData = 512;

/**
 * The marker as text: `1.<id>.<applied>.<value at boot>.<previous>`; a value is `-` (absent) or TYPE:hex (numbers as such, text by
 * its bytes), `u` is an unknown value at boot, `x` a previous one that is not kept. Throws RangeError if the id or
 * `applied` cannot be encoded.
 */
export function encodeMarker(marker: Marker): string {
  const applied = encodeValue(marker.applied);
  if (applied === undefined || !idForm.test(marker.id)) throw new RangeError("this marker cannot be encoded");
  const { valueAtBoot, previous } = marker;
  const boot = isKnown(valueAtBoot) ? (encodeValue(valueAtBoot) ?? "u") : "u";
  const before = previous === "notKept" ? "x" : (encodeValue(previous) ?? "x");
  return ["1", marker.id, applied, boot, before].join(".");
}

/** Reads a marker's text back; anything that `encodeMarker` does not write is "unreadable". Never throws. */
export function decodeMarker(text: string): MarkerReading {
  const fields = text.split(".");
  const [version, id = "", appliedText = "", bootText = "", previousText = ""] = fields;
  const applied = decodeValue(appliedText);
  const valueAtBoot: ValueAtBoot | undefined = bootText === "u" ? { type: "unknown" } : decodeValue(bootText);
  const previous = previousText === "x" ? "notKept" : decodeValue(previousText);
  if (
    version !== "1" ||
    fields.length !== 5 ||
    !idForm.test(id) ||
    applied === undefined ||
    valueAtBoot === undefined ||
    previous === undefined
  ) {
    return { state: "unreadable" };
  }
  return { state: "present", marker: { id, applied, valueAtBoot, previous } };
}

/** Whether a value at boot is known. */
export function isKnown(value: ValueAtBoot): value is RegistryValue {
  return value.type !== "unknown";
}

const idForm = /^[A-Za-z0-9]{1,64}$/;

function encodeValue(value: RegistryValue): string | undefined {
  if (value.type === "absent") return "-";
  const { data } = value;
  const hex = toHex(value.type, data);
  return hex === undefined || hex.length > longestData ? undefined : `${value.type}:${hex}`;
}

function toHex(type: string, data: string): string | undefined {
  if (type === "REG_DWORD" || type === "REG_QWORD") {
    return /^(?:0|[1-9]\d{0,19})$/.test(data) ? BigInt(data).toString(16).toUpperCase() : undefined;
  }
  if (type === "REG_BINARY") return /^(?:[0-9A-F]{2})*$/.test(data) ? data : undefined;
  // A text is one character a byte, as hosts hand it over; anything else would not come back the same.
  const bytes = Buffer.from(data, "latin1");
  return bytes.toString("latin1") === data ? bytes.toString("hex").toUpperCase() : undefined;
}

function decodeValue(text: string): RegistryValue | undefined {
  if (text === "-") return { type: "absent" };
  const match = /^(REG_[A-Z0-9_]{1,40}):([0-9A-F]*)$/.exec(text);
  if (match === null) return undefined;
  const [, type = "", hex = ""] = match;
  if (hex.length > longestData) return undefined;
  const data = fromHex(type, hex);
  return data === undefined ? undefined : { type: type as RegistryType, data };
}

function fromHex(type: string, hex: string): string | undefined {
  if (type === "REG_DWORD") return /^[0-9A-F]{1,8}$/.test(hex) ? String(BigInt(`0x${hex}`)) : undefined;
  if (type === "REG_QWORD") return /^[0-9A-F]{1,16}$/.test(hex) ? String(BigInt(`0x${hex}`)) : undefined;
  if (hex.length % 2 !== 0) return undefined;
  return type === "REG_BINARY" ? hex : Buffer.from(hex, "hex").toString("latin1");
}
