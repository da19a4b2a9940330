import assert from "node:assert/strict";
import { queriesOf } from "../../provider/windows/fact";
import { pendingReasons } from "../../provider/windows/pending-reasons";
import { answerOf, listing, refused } from "../support/framed";

const software = "HKLM\\SOFTWARE\\Microsoft";
const system = "HKLM\\SYSTEM\\CurrentControlSet";
const servicing = `${software}\\Windows\\CurrentVersion\\Component Based Servicing`;
const update = `${software}\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update`;
const sessionManager = `${system}\\Control\\Session Manager`;

/** What reg.exe prints for the keys and values that are there: by the end of the command. */
type There = Readonly<Record<string, string>>;

const key = (path: string): There => ({ [`"${path}"`]: "\r\n" });
const value = (path: string, name: string, data: string): There => ({
  [`"${path}" -v ${name}`]: listing(path, `    ${name}    ${data}`),
});
const renames = (data: string, name = "PendingFileRenameOperations") =>
  value(sessionManager, name, `REG_MULTI_SZ    ${data}`);
const names = (next: string, now: string): There => ({
  ...value(`${system}\\Control\\ComputerName\\ComputerName`, "ComputerName", `REG_SZ    ${next}`),
  ...value(`${system}\\Control\\ComputerName\\ActiveComputerName`, "ComputerName", `REG_SZ    ${now}`),
});

function read(there: There): readonly string[] {
  const answers = queriesOf({ pendingReasons }).map((command) =>
    answerOf(there[command.replace("reg query ", "")] ?? refused),
  );
  return pendingReasons.read(answers);
}

describe("others' reasons for a restart", () => {
  const found: [string, There, RegExp][] = [
    ["a servicing key", key(`${servicing}\\RebootPending`), /updates or features/],
    ["packages under way", key(`${servicing}\\PackagesPending`), /packages/],
    ["servicing in progress", key(`${servicing}\\RebootInProgress`), /in progress/],
    ["Windows Update", key(`${update}\\RebootRequired`), /Windows Update: installed/],
    ["a report after the restart", key(`${update}\\PostRebootReporting`), /will be reported/],
    ["Server Manager", key(`${software}\\ServerManager\\CurrentRebootAttempts`), /Server Manager/],
    [
      "an old installer",
      value(`${software}\\Updates`, "UpdateExeVolatile", "REG_DWORD    0x3"),
      /UpdateExeVolatile/,
    ],
    ["a file to be replaced", renames("\\??\\C:\\a\\0!\\??\\C:\\b"), /PendingFileRename/],
    [
      "a replacement behind a deletion, in the second list",
      renames("\\??\\C:\\0data\\x\\0\\0\\??\\C:\\a\\0\\??\\C:\\b\\0", "PendingFileRenameOperations2"),
      /PendingFileRename/,
    ],
    ["a new name", names("NEW", "OLD"), /renamed/],
    ["a domain to join", value(`${system}\\Services\\Netlogon`, "JoinDomain", "REG_SZ    x"), /domain/],
  ];
  for (const [what, there, wanted] of found) {
    it(`reports ${what} as a reason for a restart`, () => {
      const reasons = read(there);
      assert.equal(reasons.length, 1, reasons.join("; "));
      assert.match(reasons[0] ?? "", wanted);
    });
  }

  const none: [string, There][] = [
    ["nothing at all", {}],
    ["the parent keys alone", { ...key(servicing), ...key(update) }],
    ["files that are only to be deleted", renames("\\??\\C:\\Temp\\a\\0\\0\\??\\C:\\0b\\0\\0")],
    ["an empty list", renames("")],
    ["the same name in another letter case", names("Lab", "LAB")],
    ["an installer that is done", value(`${software}\\Updates`, "UpdateExeVolatile", "REG_DWORD    0x0")],
  ];
  for (const [what, there] of none) {
    it(`reports no reason for a restart for ${what}`, () => assert.deepEqual(read(there), []));
  }

  it("reads others' reasons without writing, and never lists Winlogon, which can hold a password", () => {
    for (const command of queriesOf({ pendingReasons })) {
      assert.match(command, /^reg query /);
      assert.doesNotMatch(command, /Winlogon/);
    }
  });
});
