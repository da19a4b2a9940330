import assert from "node:assert/strict";
import type { Cmdlet } from "./cmdlet";
import { Credential } from "./dotnet/credential";
import { DotnetObject, type DotnetType, method, readable } from "./dotnet-object";
import { record } from "./recorded-session";
import { failure } from "./runtime-error";
import { Session } from "./session";
import type { Value } from "./values";

describe("a session of the simulated PowerShell", () => {
  it("remembers from text to text what was set", async () => {
    let output = "";
    const session = new Session({
      edition: "5.1",
      output: (bytes) => {
        output += bytes;
      },
      errorOutput: () => {},
      findProgram: () => ({ path: "p.exe", run: async () => ({ exitCode: 5, output: "", errorOutput: "" }) }),
    });
    for (const text of ["$x = 'a'", "p", "nope", "$x + $LASTEXITCODE", "$ErrorActionPreference = 'Stop'"]) {
      assert.deepEqual(await session.run(text), { kind: "ended" }, text);
    }
    assert.equal(output, "a5\r\n");
    assert.equal(session.lastExitCode, 5);
    assert.deepEqual(await session.run("'x'.Nope(); echo never"), { kind: "stopped" });
    assert.equal(session.succeeded, false);
    assert.deepEqual(await session.run("exit 3"), { kind: "exit", exitCode: 3 });
    assert.deepEqual(await session.run("$pid"), { kind: "notSimulated", what: "variable $pid" });
  });

  it("takes cmdlets, types and variables from whoever makes it", async () => {
    const calls: (readonly [string, Value])[][] = [];
    const cmdlet: Cmdlet = {
      name: "Enter-Thing",
      aliases: ["et"],
      className: "Lab.EnterThingCommand",
      parameters: [
        { name: "Name", position: 0 },
        { name: "Credential" },
        { name: "Force", isSwitch: true },
        { name: "Rest", aliases: ["More"], takesRest: true },
      ],
      run: ({ bound, write }) => {
        calls.push([...bound]);
        write(new DotnetObject("Lab.Thing", { properties: { Id: readable(() => 7) } }));
      },
    };
    const type: DotnetType = {
      name: "Lab.Type",
      construct: method(1, ([text]) => new DotnetObject("Lab.Type", {}, `made of ${text}`)),
      statics: { methods: { Twice: method(1, ([value]) => [value ?? null, value ?? null]) } },
    };
    const text = `$t = Enter-Thing -cred (New-Object PSCredential 'u', $secret) a -Force b c; $t.Id
      (et -Name:x -more y).id; [Lab.Type]::Twice('z'); "$(New-Object Lab.Type q)"; $secret.Length`;
    const secretText =
      "$secret = New-Object Security.SecureString; $secret.AppendChar('s'); $secret.AppendChar('t'); ";
    const given = { cmdlets: [cmdlet], types: [type], variables: { given: "g" } };
    const { output, errors } = await record(`${secretText}${text}; $given`, given);
    assert.equal(errors, "");
    assert.equal(output, "7\r\n7\r\nz\r\nz\r\nmade of q\r\n2\r\ng\r\n");
    const [first, second] = calls.map((call) => new Map(call));
    const credential = first?.get("Credential");
    assert.ok(credential instanceof Credential);
    assert.deepEqual([credential.userName, credential.password.plainText], ["u", "st"]);
    assert.deepEqual([first?.get("Name"), first?.get("Force"), first?.get("Rest")], ["a", true, ["b", "c"]]);
    assert.deepEqual(
      [...(second ?? [])],
      [
        ["Name", "x"],
        ["Rest", "y"],
      ],
    );
  });

  const complaining: Cmdlet = {
    name: "Get-Trouble",
    className: "Lab.GetTroubleCommand",
    parameters: [],
    run: ({ write, writeError }) => {
      writeError(failure("Trouble,Lab.GetTroubleCommand", "No luck.", { activity: "Get-Trouble" }));
      write("after");
    },
  };

  for (const [text, output, error] of [
    ["Get-Trouble; $?", "after\r\nFalse\r\n", true],
    ["try { Get-Trouble } catch { 'caught' }", "after\r\n", true],
    [
      "try { Get-Trouble -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }",
      "Trouble,Lab.GetTroubleCommand\r\n",
      false,
    ],
    ["Get-Trouble -ea SilentlyContinue; $?", "after\r\nFalse\r\n", false],
    ["$ErrorActionPreference = 'Stop'; Get-Trouble; 'never'", "", true],
    ["Get-Trouble -ErrorAction Stop; 'never'", "", true],
    ['$x = Get-Trouble; "<$x>"', "<after>\r\n", true],
  ] as const) {
    it(`lets a cmdlet report an error and go on: ${text}`, async () => {
      const found = await record(text, { cmdlets: [complaining] });
      assert.equal(found.output, output);
      assert.equal(found.errors.includes("Get-Trouble : No luck."), error, found.errors);
    });
  }

  for (const [text, id] of [
    ["Bind -Nope", "NamedParameterNotFound,Lab"],
    ["Bind -On", "AmbiguousParameter,Lab"],
    ["Bind -One", "MissingArgument,Lab"],
    ["Bind -One -OnTwo", "MissingArgument,Lab"],
    ["Bind a b", "PositionalParameterNotFound,Lab"],
    ["Bind a -One b -One c", "ParameterAlreadyBound,Lab"],
  ] as const) {
    it(`binds no words that do not fit: ${text}`, async () => {
      const parameters = [
        { name: "One", position: 0 },
        { name: "OnTwo", isSwitch: true },
      ];
      const cmdlet: Cmdlet = { name: "Bind", className: "Lab", parameters, run: () => assert.fail("it ran") };
      assert.match((await record(text, { cmdlets: [cmdlet] })).errors, new RegExp(`Id : ${id}`));
    });
  }
});
