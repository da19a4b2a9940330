import { charArgument, objectArgument, textArgument } from "../arguments-of-methods";
import {
  DotnetException,
  DotnetObject,
  type DotnetType,
  method,
  procedure,
  readable,
} from "../dotnet-object";

/** A System.Security.SecureString; a script cannot read it, whoever holds it here can. */
export class SecureString extends DotnetObject {
  private characters = "";

  constructor() {
    super("System.Security.SecureString", {
      properties: { Length: readable(() => this.characters.length) },
      methods: {
        AppendChar: procedure(1, ([character]) => {
          this.characters += charArgument(character, "AppendChar");
        }),
      },
    });
  }

  /** What it holds. */
  get plainText(): string {
    return this.characters;
  }
}

/** A System.Management.Automation.PSCredential. */
export class Credential extends DotnetObject {
  constructor(
    readonly userName: string,
    readonly password: SecureString,
  ) {
    super("System.Management.Automation.PSCredential", {
      properties: { UserName: readable(() => userName), Password: readable(() => password) },
    });
  }
}

/** System.Security.SecureString; core types in the constrained language, as PSCredential is. */
export const secureStringType: DotnetType = {
  name: "System.Security.SecureString",
  isCore: true,
  construct: method(0, () => new SecureString()),
};

/** System.Management.Automation.PSCredential. */
export const credentialType: DotnetType = {
  name: "System.Management.Automation.PSCredential",
  isCore: true,
  construct: method(2, ([user, password]) => {
    const name = textArgument(user);
    if (name === "") {
      throw new DotnetException(
        "PSArgumentException",
        'Cannot process argument because the value of argument "userName" is not valid. ' +
          'Change the value of the "userName" argument and run the operation again.',
      );
    }
    const type = "System.Security.SecureString";
    return new Credential(name, objectArgument(password, SecureString, "PSCredential", type));
  }),
};
