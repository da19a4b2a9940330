import { DotnetObject, readable } from "./dotnet-object";
import type { RuntimeError } from "./runtime-error";

/** `$_` in a catch block. */
export function errorRecord({ details }: RuntimeError): DotnetObject {
  const exception = new DotnetObject(
    `System.Management.Automation.${details.reason ?? "RuntimeException"}`,
    { properties: { Message: readable(() => details.message) } },
    details.message,
  );
  return new DotnetObject(
    "System.Management.Automation.ErrorRecord",
    {
      properties: {
        FullyQualifiedErrorId: readable(() => details.fullyQualifiedErrorId),
        Exception: readable(() => exception),
      },
    },
    details.message,
  );
}
