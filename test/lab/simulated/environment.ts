/** The variables that a service's session has, as far as a command line may name them. */
export function environmentOf(computerName: string, user: string, is32Bit = false): Record<string, string> {
  return {
    OS: "Windows_NT",
    COMPUTERNAME: computerName,
    USERNAME: user.replace(/^.*\\/, ""),
    SystemRoot: "C:\\Windows",
    windir: "C:\\Windows",
    SystemDrive: "C:",
    ProgramData: "C:\\ProgramData",
    ComSpec: "C:\\Windows\\system32\\cmd.exe",
    PROCESSOR_ARCHITECTURE: "AMD64",
    PATHEXT: ".COM;.EXE;.BAT;.CMD",
    ...(is32Bit ? { PROCESSOR_ARCHITEW6432: "AMD64" } : {}),
  };
}
