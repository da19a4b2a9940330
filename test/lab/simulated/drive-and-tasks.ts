import { failed, type Program, succeeded } from "./machine";

/** tasklist.exe with a filter by name, as CSV without a header: one line a process, or a sentence where there is none. */
export const tasklist: Program = ({ occupants: { virtualMachines } }, argv) => {
  const wanted = /^imagename eq (.+)$/i.exec(
    argv[argv.findIndex((word) => /^[/-]fi$/i.test(word)) + 1] ?? "",
  );
  if (wanted?.[1]?.toLowerCase() !== "vmwp.exe" || virtualMachines === 0)
    return succeeded("INFO: No tasks are running which match the specified criteria.\r\n");
  const lines = Array.from(
    { length: virtualMachines },
    (_, at) => `"vmwp.exe","${4000 + 8 * at}","Services","0","31,212 K"\r\n`,
  );
  return succeeded(lines.join(""));
};

const banner =
  "BitLocker Drive Encryption: Configuration Tool version 10.0.20348\r\nCopyright (C) 2013 Microsoft Corporation. All rights reserved.\r\n\r\n";

/** manage-bde.exe -protectors -get DRIVE -type TYPE: the protectors of a type with their identifiers; it ends with -1 where there is none. */
export const manageBde: Program = ({ occupants: { protectors }, elevated }, argv) => {
  const [protectorsSwitch, get, drive = "", typeSwitch, type = ""] = argv.map((word) =>
    word.replace(/^\//, "-"),
  );
  if (protectorsSwitch !== "-protectors" || get !== "-get" || typeSwitch !== "-type") return failed(-1, "");
  if (!elevated) return { exitCode: -1, output: `${banner}ERROR: Access is denied.\r\n`, errorOutput: "" };
  const head = `${banner}Volume ${drive} [System]\r\nKey Protectors of Type ${type}\r\n\r\n`;
  const found = protectors.find((protector) => protector.toLowerCase() === type.toLowerCase());
  if (found === undefined)
    return { exitCode: -1, output: `${head}ERROR: No key protectors found.\r\n`, errorOutput: "" };
  return succeeded(
    `${head}    ${found}:\r\n      ID: {2D5A9F34-9D2E-4C0B-8F0E-3B1C0A5D77E1}\r\n      PCR Validation Profile:\r\n        7, 11\r\n`,
  );
};
