import assert from "node:assert/strict";
import { queriesOf, takeApart } from "../../provider/windows/fact";
import { pendingReasons } from "../../provider/windows/pending-reasons";

const software = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft";
const system = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet";
const block = (key: string, ...lines: string[]) => ["", key, ...lines, "", ""].join("\r\n");
const renames = (data: string, name = "PendingFileRenameOperations") =>
  block(`${system}\\Control\\Session Manager`, `    ${name}    REG_MULTI_SZ    ${data}`);
const names = (next: string, now: string) =>
  block(`${system}\\Control\\ComputerName\\ComputerName`, `    ComputerName    REG_SZ    ${next}`) +
  block(`${system}\\Control\\ComputerName\\ActiveComputerName`, `    ComputerName    REG_SZ    ${now}`);

const read = (output: string) => pendingReasons.read(takeApart({ output, exitCode: 0 }));

describe("others' reasons for a restart", () => {
  const servicing = `${software}\\Windows\\CurrentVersion\\Component Based Servicing`;
  const update = `${software}\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update`;
  const found: [string, string, RegExp][] = [
    [
      "a servicing key without subkeys",
      block(servicing, `${servicing}\\RebootPending`),
      /updates or features/,
    ],
    ["packages under way", block(servicing, `${servicing}\\PackagesPending`), /packages/],
    ["servicing in progress", block(servicing, `${servicing}\\RebootInProgress`), /in progress/],
    ["Windows Update", block(update, `${update}\\RebootRequired`), /Windows Update: installed/],
    ["a report after the restart", block(update, `${update}\\PostRebootReporting`), /will be reported/],
    [
      "Server Manager",
      block(`${software}\\ServerManager`, `${software}\\ServerManager\\CurrentRebootAttempts`),
      /Server Manager/,
    ],
    [
      "an old installer",
      block(`${software}\\Updates`, "    UpdateExeVolatile    REG_DWORD    0x3"),
      /UpdateExeVolatile/,
    ],
    ["a file to be replaced", renames("\\??\\C:\\a\\0!\\??\\C:\\b"), /PendingFileRename/],
    [
      "a replacement behind a deletion, in the second list",
      renames("\\??\\C:\\0data\\x\\0\\0\\??\\C:\\a\\0\\??\\C:\\b\\0", "PendingFileRenameOperations2"),
      /PendingFileRename/,
    ],
    ["a new name", names("NEW", "OLD"), /renamed/],
    ["a domain to join", block(`${system}\\Services\\Netlogon`, "    JoinDomain    REG_SZ    x"), /domain/],
  ];
  for (const [what, output, wanted] of found) {
    it(`reports ${what} as a reason for a restart`, () => {
      const reasons = read(output);
      assert.equal(reasons.length, 1, reasons.join("; "));
      assert.match(reasons[0] ?? "", wanted);
    });
  }

  const none: [string, string][] = [
    ["nothing at all", ""],
    ["the parent keys alone", block(servicing, `${servicing}\\Packages`) + block(update)],
    ["files that are only to be deleted", renames("\\??\\C:\\Temp\\a\\0\\0\\??\\C:\\0b\\0\\0")],
    ["an empty list", renames("")],
    ["the same name in another letter case", names("Lab", "LAB")],
    ["an installer that is done", block(`${software}\\Updates`, "    UpdateExeVolatile    REG_DWORD    0x0")],
  ];
  for (const [what, output] of none) {
    it(`reports no reason for a restart for ${what}`, () => assert.deepEqual(read(output), []));
  }

  it("reads others' reasons without writing, and never lists Winlogon, which can hold a password", () => {
    for (const command of queriesOf({ pendingReasons })) {
      assert.match(command, /^reg query /);
      assert.doesNotMatch(command, /Winlogon/);
    }
  });
});
