import type { Cmdlet } from "../cmdlet";
import { toText } from "../conversions";
import { DotnetException } from "../dotnet-object";
import { failure, type RuntimeError } from "../runtime-error";
import type { Session } from "../session";
import { isList } from "../values";

const className = "Microsoft.PowerShell.Commands.NewObjectCommand";

/** New-Object: makes an object of one of the session's types. */
export function newObject(session: Pick<Session, "types" | "languageMode">): Cmdlet {
  return {
    name: "New-Object",
    className,
    parameters: [
      { name: "TypeName", position: 0 },
      { name: "ArgumentList", aliases: ["Args"], position: 1 },
      ...["Property", "ComObject", "Strict"].map((name) => ({ name, isRefused: true })),
    ],
    run: async ({ bound, write }) => {
      const name = toText(bound.get("TypeName") ?? null);
      const type = session.types.find(name);
      if (type === undefined) {
        throw newObjectFailure(
          "TypeNotFound",
          `Cannot find type [${name}]: verify that the assembly containing this type is loaded.`,
          "InvalidType",
          "PSArgumentException",
        );
      }
      if (session.languageMode === "ConstrainedLanguage" && type.isCore !== true) {
        throw newObjectFailure(
          "CannotCreateTypeConstrainedLanguage",
          "Cannot create type. Only core types are supported in this language mode.",
          "PermissionDenied",
          "PSNotSupportedException",
        );
      }
      const list = bound.get("ArgumentList") ?? null;
      const given = list === null ? [] : isList(list) ? list : [list];
      if (type.construct === undefined || !type.construct.counts.includes(given.length)) {
        throw newObjectFailure(
          "CannotFindAppropriateCtor",
          `A constructor was not found. Cannot find an appropriate constructor for type ${name}.`,
          "ObjectNotFound",
          "PSArgumentException",
        );
      }
      try {
        write((await type.construct.run(given)) ?? null);
      } catch (error) {
        if (!(error instanceof DotnetException)) throw error;
        throw newObjectFailure(
          "ConstructorInvokedThrowException",
          `Exception calling ".ctor" with "${given.length}" argument(s): "${error.message}"`,
          "InvalidOperation",
          "MethodInvocationException",
        );
      }
    },
  };
}

function newObjectFailure(id: string, message: string, category: string, reason: string): RuntimeError {
  return failure(`${id},${className}`, message, { category, reason, activity: "New-Object" });
}
