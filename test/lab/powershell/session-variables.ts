import { DotnetObject, readable } from "./dotnet-object";
import { EnumValue } from "./enumeration";
import type { Session } from "./session";
import type { Value } from "./values";

/** The automatic variables that never change; `$?` and `$LASTEXITCODE` are the session's own. */
export function sessionVariables(session: Pick<Session, "edition" | "languageMode">): Record<string, Value> {
  const sessionState = new DotnetObject("System.Management.Automation.SessionState", {
    properties: { LanguageMode: readable(() => languageModeOf(session)) },
  });
  return {
    true: true,
    false: false,
    null: null,
    PSHOME: session.edition.home,
    ErrorActionPreference: "Continue",
    ExecutionContext: new DotnetObject("System.Management.Automation.EngineIntrinsics", {
      properties: { SessionState: readable(() => sessionState) },
    }),
  };
}

function languageModeOf({ languageMode }: Pick<Session, "languageMode">): EnumValue {
  const number = languageMode === "FullLanguage" ? 0 : 3;
  return new EnumValue("System.Management.Automation.PSLanguageMode", number, languageMode);
}
