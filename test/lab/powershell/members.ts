import { toText, typeNameOf } from "./conversions";
import {
  DotnetException,
  DotnetObject,
  type DotnetType,
  type Members,
  type Method,
  memberNamed,
  type Result,
} from "./dotnet-object";
import { failure } from "./runtime-error";
import type { Session } from "./session";
import { Char, isList, type Value } from "./values";

/** What a member belongs to: a value, or a type for a static one. */
export type Owner = { readonly value: Value } | { readonly type: DotnetType };

/** Reads a property; one that is not there is null, as PowerShell has it outside strict mode. */
export function getMember(owner: Owner, name: string): Value {
  const { properties } = membersOf(owner);
  const property = memberNamed(properties, name);
  if (property?.get === undefined) return null;
  try {
    return property.get();
  } catch (error) {
    if (!(error instanceof DotnetException)) throw error;
    throw failure("GetValueInvocationException", `Exception getting "${name}": "${error.message}"`, {
      category: "NotSpecified",
      reason: "GetValueInvocationException",
    });
  }
}

/** Sets a property. */
export function writeMember(session: Session, owner: Owner, name: string, value: Value): void {
  const property = memberNamed(membersOf(owner).properties, name);
  if (property !== undefined && !isAllowed(session, owner)) {
    throw failure(
      "PropertySetterNotSupportedInConstrainedLanguage",
      "Cannot set property. Property setting is supported only on core types in this language mode.",
    );
  }
  if (property === undefined) {
    throw failure(
      "PropertyNotFound",
      `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    );
  }
  if (property.set === undefined) {
    throw failure("PropertyAssignmentException", `'${name}' is a ReadOnly property.`);
  }
  property.set(value);
}

/** Calls a method. */
export async function callMember(
  session: Session,
  owner: Owner,
  name: string,
  given: readonly Value[],
): Promise<Result> {
  if ("value" in owner && owner.value === null) {
    throw failure("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.");
  }
  if (!isAllowed(session, owner)) {
    throw failure(
      "MethodInvocationNotSupportedInConstrainedLanguage",
      "Cannot invoke method. Method invocation is supported only on core types in this language mode.",
    );
  }
  const found = memberNamed(membersOf(owner).methods, name);
  if (found === undefined) {
    const type = ownerName(owner);
    throw failure(
      "MethodNotFound",
      `Method invocation failed because [${type}] does not contain a method named '${name}'.`,
      { target: `${name}:String` },
    );
  }
  if (!found.counts.includes(given.length)) {
    throw failure(
      "MethodCountCouldNotFindBest",
      `Cannot find an overload for "${name}" and the argument count: "${given.length}".`,
      { category: "NotSpecified", reason: "MethodException" },
    );
  }
  return runMethod(found, name, given);
}

async function runMethod(found: Method, name: string, given: readonly Value[]): Promise<Result> {
  try {
    return await found.run(given);
  } catch (error) {
    if (!(error instanceof DotnetException)) throw error;
    throw failure(
      error.typeName,
      `Exception calling "${name}" with "${given.length}" argument(s): "${error.message}"`,
      { category: "NotSpecified", reason: "MethodInvocationException" },
    );
  }
}

function isAllowed(session: Session, owner: Owner): boolean {
  if (session.languageMode === "FullLanguage") return true;
  if ("type" in owner) return owner.type.isCore === true;
  if (!(owner.value instanceof DotnetObject)) return true;
  return session.types.find(owner.value.typeName)?.isCore === true;
}

function ownerName(owner: Owner): string {
  return "type" in owner ? owner.type.name : typeNameOf(owner.value);
}

function membersOf(owner: Owner): Members {
  if ("type" in owner) return owner.type.statics ?? {};
  const { value } = owner;
  if (value instanceof DotnetObject) return value.members;
  if (typeof value === "string") return stringMembers(value);
  const length = value !== null && (isList(value) || value instanceof Uint8Array) ? value.length : 1;
  if (value === null) return {};
  return { properties: { Length: { get: () => length }, Count: { get: () => length } } };
}

function stringMembers(value: string): Members {
  return {
    properties: { Length: { get: () => value.length }, Count: { get: () => 1 } },
    methods: {
      ToCharArray: { counts: [0], run: () => value.split("").map((unit) => new Char(unit)) },
      ToString: { counts: [0], run: () => toText(value) },
    },
  };
}
