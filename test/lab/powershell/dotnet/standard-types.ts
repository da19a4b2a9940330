import type { DotnetType } from "../dotnet-object";
import type { ConsoleEncoding } from "../output";
import type { SessionOptions } from "../session";
import { consoleType } from "./console";
import { convertType } from "./convert";
import { credentialType, secureStringType } from "./credential";
import { encodingType } from "./encoding";
import { environmentType } from "./environment";
import { memoryStreamType } from "./memory-stream";
import { processType } from "./process";
import { processStartInfoType } from "./process-start-info";

/** The types that every session knows. */
export function standardTypes(options: SessionOptions, encoding: ConsoleEncoding): DotnetType[] {
  return [
    consoleType(options, encoding),
    convertType,
    credentialType,
    encodingType,
    environmentType(options.systemDirectory),
    memoryStreamType,
    processStartInfoType(options.edition),
    processType(options.startProcess),
    secureStringType,
    { name: "System.String", isCore: true },
    { name: "System.Int32", isCore: true },
  ];
}
