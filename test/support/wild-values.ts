import fc from "fast-check";
import { absent, type RegistryValue } from "../../provider/windows/registry-value";

const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

/** Any text as hosts hand it over, one character a byte. */
export const latin1Text = fc.string({ unit: byte, maxLength: 60 });

/**
 * Any character but half a surrogate pair. fast-check's own units "binary" and "grapheme" first build a table of all of them, which takes
 * longer than most suites.
 */
export const anyCharacter = fc
  .oneof(
    fc.integer({ min: 0, max: 0xff }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((code) => String.fromCodePoint(code));

const hexText = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.from(bytes).toString("hex").toUpperCase());

/** Any canonical value of the types that a marker can spell, short enough for it. */
export const registryValue: fc.Arbitrary<RegistryValue> = fc.oneof(
  fc.constant(absent),
  fc
    .constantFrom("0", "1", "2", "7", "4294967295")
    .map((data): RegistryValue => ({ type: "REG_DWORD", data })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((number): RegistryValue => ({ type: "REG_QWORD", data: String(number) })),
  hexText.map((data): RegistryValue => ({ type: "REG_BINARY", data })),
  latin1Text.map((data): RegistryValue => ({ type: "REG_SZ", data })),
  latin1Text.map((data): RegistryValue => ({ type: "REG_MULTI_SZ", data })),
);
