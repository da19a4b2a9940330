import { bytesArgument, textArgument } from "../arguments-of-methods";
import { DotnetObject, type DotnetType, method, readable } from "../dotnet-object";

const encoding = new DotnetObject("System.Text.UTF8Encoding", {
  methods: {
    // A byte order mark stays, as a character.
    GetString: method(1, ([bytes]) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesArgument(bytes, "GetString")),
    ),
    GetBytes: method(1, ([text]) => Uint8Array.from(Buffer.from(textArgument(text), "utf8"))),
  },
});

/** System.Text.Encoding: UTF-8 only. */
export const encodingType: DotnetType = {
  name: "System.Text.Encoding",
  statics: { properties: { UTF8: readable(() => encoding) } },
};
