/** The editions that can be simulated: Windows PowerShell, and pwsh before and after its change of argument passing. */
export type EditionName = "5.1" | "7.2" | "7.4";

/** What tells one edition from another. */
export interface Edition {
  readonly name: EditionName;
  /** Whether this is Windows PowerShell. */
  readonly isDesktop: boolean;
  /** `$PSHOME`. */
  readonly home: string;
  /** How the words for a native program become one command line: joined as they are, or by the C run-time's rules. */
  readonly argumentPassing: "legacy" | "standard";
}

/** Every edition by name. */
export const editions: Readonly<Record<EditionName, Edition>> = {
  "5.1": {
    name: "5.1",
    isDesktop: true,
    home: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
    argumentPassing: "legacy",
  },
  "7.2": {
    name: "7.2",
    isDesktop: false,
    home: "C:\\Program Files\\PowerShell\\7",
    argumentPassing: "legacy",
  },
  "7.4": {
    name: "7.4",
    isDesktop: false,
    home: "C:\\Program Files\\PowerShell\\7",
    argumentPassing: "standard",
  },
};
