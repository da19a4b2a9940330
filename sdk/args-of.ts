import type * as pulumi from "@pulumi/pulumi";

/** Decide which resources there are, or which kind of connection it is: not to be left to an Output. */
type PlainName = "transport" | "when";

/**
 * The arguments for what a provider takes once every Output is resolved: each property, at any depth, may come as an Output or a
 * promise, except for the few that decide what the others mean.
 */
export type ArgsOf<T, Forms = T> = T extends object
  ? // Written twice: an alias for it would hide the properties in the compiler's messages.
    [Exclude<NamesIn<Forms>, keyof T>] extends [never]
    ? { -readonly [Name in keyof T]: ArgOf<Name, Exclude<T[Name], undefined>> | AbsentIn<T, Name> }
    : { -readonly [Name in keyof T]: ArgOf<Name, Exclude<T[Name], undefined>> | AbsentIn<T, Name> } & Not<
        Exclude<NamesIn<Forms>, keyof T>
      >
  : T;

type ArgOf<Name, T> = Name extends PlainName ? T : pulumi.Input<ArgsOf<T>>;

/** `undefined`, where the property can be left out. */
type AbsentIn<T, Name extends keyof T> = Pick<T, Name> extends Required<Pick<T, Name>> ? never : undefined;

/** Exactly one of several forms: without this the compiler would let the properties of one form pass in another. */
export type OneOf<Form, Forms = Form> = Form extends object ? Only<Form, Forms> : Form;

/** One of several forms, with nothing of the others. */
export type Only<Form, Forms> = Form & Not<Exclude<NamesIn<Forms>, keyof Form>>;

/** Properties that must not be given. */
export type Not<Name extends PropertyKey> = { [Taken in Name]?: never };

type NamesIn<Forms> = Forms extends object ? keyof Forms : never;
