import assert from "node:assert/strict";
import { environmentFor, executableOf } from "../../../provider/hosts/powershell/executable";
import { CredentialErrors, TextReader } from "../../../provider/hosts/secret-reader";

describe("the environment of a PowerShell process", () => {
  const always = { TERM: "dumb", NO_COLOR: "1" };

  it("asks for plain text, whatever terminal Pulumi runs in", () => {
    assert.deepEqual(environmentFor({ TERM: "xterm-256color", NO_COLOR: "", FORCE_COLOR: "3" }), always);
  });

  it("has what programs of the system need, and nothing that may be a secret or another PowerShell's", () => {
    const needed = {
      PATH: "/usr/bin",
      HOME: "/home/ann",
      LC_ALL: "C",
      KRB5CCNAME: "FILE:/tmp/krb5cc",
      KRB5_CONFIG: "/etc/krb5.conf",
      DOTNET_ROOT: "/opt/dotnet",
      "ProgramFiles(x86)": "C:\\Program Files (x86)",
      APPDATA: "C:\\Users\\ann\\AppData\\Roaming",
      PROCESSOR_ARCHITECTURE: "AMD64",
    };
    const others = {
      VPN_PASSWORD: "canary",
      PULUMI_CONFIG_PASSPHRASE: "canary",
      AWS_SECRET_ACCESS_KEY: "canary",
      PATH_TO_KEY: "canary",
      MY_HOME: "canary",
      PSModulePath: "C:\\Program Files\\PowerShell\\7\\Modules",
      NODE_OPTIONS: "--require ./x.js",
      nothing: undefined,
      TZ: undefined,
    };
    assert.deepEqual(environmentFor({ ...needed, ...others }), { ...needed, ...always });
  });

  for (const name of [
    "TMP",
    "TEMP",
    "ComSpec",
    "USERPROFILE",
    "USER",
    "LOGONSERVER",
    "XDG_CACHE_HOME",
    "windir",
  ]) {
    it(`has ${name}, but no variable whose name only holds it`, () => {
      const others = { [`MY_${name}`]: "canary", [`${name.replace(/_.*/, "")}-TOKEN`]: "canary" };
      assert.deepEqual(environmentFor({ [name]: "x", ...others }), { [name]: "x", ...always });
    });
  }

  for (const name of [
    ...["MY_PROGRAMFILES", "PROGRAMFILES_KEY", "HOME_TOKEN", "MY_HOMEPATH", "USER_TOKEN", "SUPERUSER"],
    ...["MY_LOGONSERVER", "COMPUTERNAME_KEY", "MY_KRB5_KEY", "MY_LD_LIBRARY_PATH", "SSL_CERT_FILE_PASSWORD"],
  ]) {
    it(`has no ${name}`, () => {
      assert.deepEqual(environmentFor({ [name]: "canary" }), always);
    });
  }

  for (const name of [
    ...[
      "POWERSHELL_TEST_PASSWORD",
      "DOTNET_TOKEN",
      "XDG_SECRET",
      "KRB5_PASSWORD",
      "LC_KEY",
      "PROCESSOR_SECRET",
    ],
  ]) {
    it(`has no ${name}: the beginning of a name is not enough`, () => {
      assert.deepEqual(environmentFor({ [name]: "canary" }), always);
    });
  }

  it("has every variable that PowerShell and .NET are steered by", () => {
    const names = ["OS", "XDG_CONFIG_HOME", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];
    const steering = Object.fromEntries(
      [...names, "DOTNET_EnableWriteXorExecute"].map((name) => [name, "1"]),
    );
    assert.deepEqual(environmentFor(steering), { ...steering, ...always });
  });

  it("has no variable that a connection names, whatever its name and case", () => {
    new TextReader((_property, source) => String(source), new CredentialErrors("vpn01")).secret("password", {
      env: "SessionName",
    });
    assert.deepEqual(environmentFor({ SESSIONNAME: "canary", USERNAME: "ann" }), {
      USERNAME: "ann",
      ...always,
    });
    assert.equal(environmentFor({ SESSIONNAME: "x" }, () => false).SESSIONNAME, "x");
  });

  it("recognises PATH in any case, and no other variable", () => {
    const environment = {
      SystemRoot: "C:\\Windows",
      PATHEXT: ".EXE",
      HOMEPATH: "\\Users\\ann",
      Path: "C:\\x",
    };
    assert.equal(environmentFor(environment).Path, "C:\\Windows\\System32;C:\\x");
  });

  it("has Windows' own folder first on its path, and never the current one", () => {
    const environment = { SystemRoot: "C:\\Windows", path: "C:\\Program Files\\Git\\usr\\bin;C:\\x" };
    assert.deepEqual(environmentFor(environment), {
      ...always,
      SystemRoot: "C:\\Windows",
      path: "C:\\Windows\\System32;C:\\Program Files\\Git\\usr\\bin;C:\\x",
      NoDefaultCurrentDirectoryInExePath: "1",
    });
    assert.equal(environmentFor({ SYSTEMROOT: "D:\\W" }).Path, "D:\\W\\System32");
  });
});

describe("the PowerShell that is started", () => {
  const here = { transport: "powershell" } as const;
  const environment = { SystemRoot: "C:\\Windows", Path: ".;;bin;C:\\one;C:\\Program Files\\two" };
  const there = (...paths: readonly string[]) => {
    const looked: string[] = [];
    const isThere = (path: string) => {
      looked.push(path);
      return paths.includes(path);
    };
    return { looked, isThere };
  };

  it("is Windows' own by its full path, and pwsh on other systems", () => {
    const path = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
    assert.deepEqual(executableOf(here, environment), { name: path, path, onWindows: true });
    assert.deepEqual(executableOf(here, {}), { name: "pwsh", path: "pwsh", onWindows: false });
    assert.deepEqual(executableOf({ ...here, executable: "x" }, {}), {
      name: "x",
      path: "x",
      onWindows: false,
    });
  });

  it("is looked for on Windows' path only, never in the current folder", () => {
    const { looked, isThere } = there("C:\\Program Files\\two\\pwsh.exe");
    const found = executableOf({ ...here, executable: "pwsh" }, environment, isThere);
    assert.deepEqual(found, { name: "pwsh", path: "C:\\Program Files\\two\\pwsh.exe", onWindows: true });
    assert.deepEqual(looked, ["C:\\one\\pwsh.exe", "C:\\Program Files\\two\\pwsh.exe"]);
    assert.equal(executableOf({ ...here, executable: "pwsh.exe" }, environment, isThere).path, found.path);
  });

  it("is looked for in folders that PATH names between quotes, semicolons included", () => {
    const { looked, isThere } = there();
    const path = '"C:\\Program Files\\one";C:\\"a;b"\\two;"D:\\three;x"';
    executableOf({ ...here, executable: "pwsh" }, { ...environment, Path: path }, isThere);
    assert.deepEqual(looked, [
      "C:\\Program Files\\one\\pwsh.exe",
      "C:\\a;b\\two\\pwsh.exe",
      "D:\\three;x\\pwsh.exe",
    ]);
  });

  it("is not found where no folder on PATH has it", () => {
    const { isThere } = there();
    assert.deepEqual(executableOf({ ...here, executable: "pwsh" }, environment, isThere), {
      name: "pwsh",
      path: undefined,
      onWindows: true,
    });
    assert.equal(executableOf({ ...here, executable: "no-such-pwsh" }, environment).path, undefined);
  });

  it("is not found where PATH is missing", () => {
    const executable = "x".repeat(5_000);
    assert.deepEqual(executableOf({ ...here, executable }, environment), {
      name: executable,
      path: undefined,
      onWindows: true,
    });
  });

  it("is the program at the path, where a path is given", () => {
    for (const executable of ["D:\\pwsh\\pwsh.exe", "..\\pwsh.exe", "tools/pwsh", "D:pwsh.exe"]) {
      const { looked, isThere } = there();
      assert.deepEqual(executableOf({ ...here, executable }, environment, isThere), {
        name: executable,
        path: executable,
        onWindows: true,
      });
      assert.deepEqual(looked, []);
    }
  });
});
