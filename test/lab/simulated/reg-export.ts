import { type ProgramResult, succeeded, waitsForAnAnswer } from "./machine";
import { message } from "./messages";
import { mayAccess, type RegCall, refused } from "./reg";
import type { StoredValue } from "./registry";

/** `reg export KEY FILE [-y]`: UTF-16 with a byte order mark, header of version 5. */
export function regExport(call: RegCall): ProgramResult | Promise<ProgramResult> {
  const { machine, key, operands, switches } = call;
  const file = operands[0] ?? "";
  if (!machine.registry.hasKey(key)) return refused(machine, "keyNotFound");
  if (!mayAccess(machine, key, "read")) return refused(machine, "accessDenied");
  if (machine.files.has(file) && !switches.has("y")) return waitsForAnAnswer();
  const text = `\ufeffWindows Registry Editor Version 5.00\r\n${section(call, key)}\r\n`;
  if (!machine.files.write(file, Buffer.from(text, "utf16le"))) return refused(machine, "fileNotWritten");
  return succeeded(`${message(machine.language, "done")}\r\n`);
}

function section(call: RegCall, key: string): string {
  const { registry } = call.machine;
  const lines = registry.values(key).map((value) => `${assignment(value)}\r\n`);
  const below = registry.subkeys(key).map((child) => section(call, `${key}\\${child}`));
  return [`\r\n[${key}]\r\n`, ...lines, ...below].join("");
}

const typeNumbers: Readonly<Record<string, number>> = {
  REG_NONE: 0,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD_BIG_ENDIAN: 5,
  REG_MULTI_SZ: 7,
  REG_QWORD: 11,
};

function assignment({ name, value }: StoredValue): string {
  const left = name === "" ? "@" : `"${escaped(name)}"`;
  if (value.type === "REG_SZ") return `${left}="${escaped(value.data)}"`;
  if (value.type === "REG_DWORD") return `${left}=dword:${Number(value.data).toString(16).padStart(8, "0")}`;
  const number = typeNumbers[value.type] ?? 3;
  const kind = number === 3 ? "hex" : `hex(${number.toString(16)})`;
  return `${left}=${kind}:${[...bytesOf(value)].map((byte) => byte.toString(16).padStart(2, "0")).join(",")}`;
}

function bytesOf(value: StoredValue["value"]): Buffer {
  switch (value.type) {
    case "REG_EXPAND_SZ":
      return Buffer.from(`${value.data}\0`, "utf16le");
    case "REG_MULTI_SZ":
      return Buffer.from(`${value.data.replaceAll("\\0", "\0")}\0\0`, "utf16le");
    case "REG_QWORD": {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value.data));
      return bytes;
    }
    case "REG_DWORD_BIG_ENDIAN": {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(Number(value.data));
      return bytes;
    }
    default:
      return Buffer.from(value.data, "hex");
  }
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
