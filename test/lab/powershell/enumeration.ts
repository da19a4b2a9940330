import { DotnetObject } from "./dotnet-object";

/** A value of an enumeration: a number, shown by its name. */
export class EnumValue extends DotnetObject {
  constructor(
    typeName: string,
    readonly number: number,
    name: string,
  ) {
    super(typeName, {}, name);
  }
}

/**
 * What arrives of one from another computer: its number, which operators see, with the name kept beside it for whoever asks for text
 * (serialization.cs and Binders.cs in PowerShell's source).
 */
export class ArrivedEnum extends DotnetObject {
  readonly number: number;

  constructor(value: EnumValue) {
    super(`Deserialized.${value.typeName}`, {}, value.text);
    this.number = value.number;
  }
}
