import { bytesArgument, textArgument } from "../arguments-of-methods";
import { DotnetException, type DotnetType, method } from "../dotnet-object";

/** System.Convert: Base64 in both directions. */
export const convertType: DotnetType = {
  name: "System.Convert",
  statics: {
    methods: {
      ToBase64String: method(1, ([bytes]) =>
        Buffer.from(bytesArgument(bytes, "ToBase64String")).toString("base64"),
      ),
      FromBase64String: method(1, ([text]) => bytesOf(textArgument(text))),
    },
  },
};

/** .NET ignores blanks and line breaks in Base64, and nothing else. */
function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/[ \t\r\n]/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) {
    throw new DotnetException(
      "FormatException",
      "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding " +
        "characters, or an illegal character among the padding characters. ",
    );
  }
  if (digits.length % 4 !== 0) {
    throw new DotnetException("FormatException", "Invalid length for a Base-64 char array or string.");
  }
  return Uint8Array.from(Buffer.from(digits, "base64"));
}
