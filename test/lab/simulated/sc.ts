import { failed, type Machine, type Program, type ProgramResult, succeeded } from "./machine";
import type { Language } from "./messages";

/** The labels of the rows, which are translated, as far as public listings show them; the words of the states are not. */
const labels: Readonly<Record<Language, readonly string[]>> = {
  en: ["SERVICE_NAME", "TYPE", "STATE", "WIN32_EXIT_CODE", "SERVICE_EXIT_CODE", "CHECKPOINT", "WAIT_HINT"],
  de: ["DIENSTNAME", "TYP", "STATUS", "WIN32_BEENDENCODE", "DIENST_BEENDENCODE", "PRÜFPUNKT", "WARTEHINWEIS"],
  fr: [
    "NOM_DU_SERVICE",
    "TYPE",
    "ÉTAT",
    "CODE_DE_SORTIE_WIN32",
    "CODE_DE_SORTIE_SERVICE",
    "POINT_DE_CONTRÔLE",
    "INDICATEUR_ATTENTE",
  ],
};

const states = [
  "",
  "STOPPED",
  "START_PENDING",
  "STOP_PENDING",
  "RUNNING",
  "CONTINUE_PENDING",
  "PAUSE_PENDING",
  "PAUSED",
];

const failedWord: Readonly<Record<Language, string>> = { en: "FAILED", de: "FEHLER", fr: "échec(s)" };
const missing: Readonly<Record<Language, string>> = {
  en: "The specified service does not exist as an installed service.",
  de: "Der angegebene Dienst ist kein installierter Dienst.",
  fr: "Le service spécifié n'existe pas en tant que service installé.",
};

/** sc.exe, as far as `sc query NAME` goes. It says what is wrong on standard output. */
export const sc: Program = (machine, argv) => {
  const [verb = "", name = ""] = argv;
  if (argv.length !== 2 || verb.toLowerCase() !== "query" || name.includes("="))
    return failed(1639, "this machine knows sc query NAME alone");
  const found = machine.services.query(name);
  return found === undefined ? notThere(machine) : succeeded(listing(machine.language, found));
};

function notThere({ language }: Machine): ProgramResult {
  const head = `[SC] EnumQueryServicesStatus:OpenService ${failedWord[language]} 1060:`;
  return { exitCode: 1060, output: `${head}\r\n\r\n${missing[language]}\r\n\r\n`, errorOutput: "" };
}

function listing(
  language: Language,
  { name, state, exitCode }: { readonly name: string; readonly state: number; readonly exitCode: number },
): string {
  const [head = "", ...rows] = labels[language];
  const accepts =
    state === 4 ? "(STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)" : "(NOT_STOPPABLE, NOT_PAUSABLE)";
  const values = [
    "20  WIN32_SHARE_PROCESS  ",
    `${state}  ${states[state] ?? ""} \r\n${" ".repeat(32)}${accepts}`,
    `${exitCode}  (0x${exitCode.toString(16)})`,
    "0  (0x0)",
    "0x0",
    "0x0",
  ];
  const lines = rows.map((label, at) => `        ${label.padEnd(18)} : ${values[at] ?? ""}`);
  return ["", `${head}: ${name} `, ...lines, ""].join("\r\n");
}
