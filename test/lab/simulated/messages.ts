/** The display languages that can be simulated. */
export type Language = "en" | "de" | "fr";

/** What the programs say; nothing outside may depend on these texts. */
export type MessageName =
  | "notFound"
  | "keyNotFound"
  | "accessDenied"
  | "toolsDisabled"
  | "invalidSyntax"
  | "invalidKey"
  | "stableUnderVolatile"
  | "fileNotWritten"
  | "done"
  | "unknownCommand"
  | "unexpected"
  | "defaultName";

const texts: Readonly<Record<Language, Readonly<Record<MessageName, string>>>> = {
  en: {
    notFound: "ERROR: The system was unable to find the specified registry key or value.",
    keyNotFound: "ERROR: The system was unable to find the specified registry key or value.",
    accessDenied: "ERROR: Access is denied.",
    toolsDisabled: "ERROR: Registry editing has been disabled by your administrator.",
    invalidSyntax: 'ERROR: Invalid syntax.\r\nType "REG /?" for usage.',
    invalidKey: "ERROR: Invalid key name.",
    stableUnderVolatile: "ERROR: Cannot create a stable subkey under a volatile parent key.",
    fileNotWritten: "ERROR: Unable to write to the file. There may be a disk or file system error.",
    done: "The operation completed successfully.",
    unknownCommand:
      "'%1' is not recognized as an internal or external command,\r\noperable program or batch file.",
    unexpected: "%1 was unexpected at this time.",
    defaultName: "(Default)",
  },
  de: {
    notFound: "FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    keyNotFound: "FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    accessDenied: "FEHLER: Zugriff verweigert",
    toolsDisabled: "FEHLER: Das Bearbeiten der Registrierung wurde durch den Administrator deaktiviert.",
    invalidSyntax: 'FEHLER: Ungültige Syntax.\r\nGeben Sie "REG /?" ein, um die Syntax anzuzeigen.',
    invalidKey: "FEHLER: Ungültiger Schlüsselname.",
    stableUnderVolatile: "FEHLER: Unter einem flüchtigen Schlüssel kann kein dauerhafter angelegt werden.",
    fileNotWritten: "FEHLER: Die Datei kann nicht geschrieben werden.",
    done: "Der Vorgang wurde erfolgreich beendet.",
    unknownCommand: 'Der Befehl "%1" ist entweder falsch geschrieben oder\r\nkonnte nicht gefunden werden.',
    unexpected: '"%1" kann syntaktisch an dieser Stelle nicht verarbeitet werden.',
    defaultName: "(Standard)",
  },
  fr: {
    notFound: "ERREUR : le système n'a pas trouvé la clé ou la valeur de Registre spécifiée.",
    keyNotFound: "ERREUR : le système n'a pas trouvé la clé ou la valeur de Registre spécifiée.",
    accessDenied: "ERREUR : Accès refusé.",
    toolsDisabled: "ERREUR : La modification du Registre a été désactivée par votre administrateur.",
    invalidSyntax: 'ERREUR : syntaxe non valide.\r\nEntrez "REG /?" pour afficher la syntaxe.',
    invalidKey: "ERREUR : nom de clé non valide.",
    stableUnderVolatile: "ERREUR : une clé stable ne peut être créée sous une clé volatile.",
    fileNotWritten: "ERREUR : impossible d'écrire dans le fichier.",
    done: "L'opération a réussi.",
    unknownCommand:
      "'%1' n'est pas reconnu en tant que commande interne\r\nou externe, un programme exécutable ou un fichier de commandes.",
    unexpected: "%1 était inattendu.",
    defaultName: "(par défaut)",
  },
};

/** The text in that language, `%1` filled in. */
export function message(language: Language, name: MessageName, argument = ""): string {
  return texts[language][name].replace("%1", () => argument);
}

const codePage850 = new Map(
  [..."ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº"].map((character, at) => [character, 0x80 + at]),
);
codePage850.set("ß", 0xe1);

/** Text as a console of Western Europe writes it: one character a byte, `?` for what code page 850 lacks here. */
export function asConsoleBytes(text: string): string {
  // Nearly everything is ASCII, and tests run this a great many times.
  if (/^[^\u0080-\u{10ffff}]*$/u.test(text)) return text;
  return [...text]
    .map((character) => {
      if (character.charCodeAt(0) < 0x80) return character;
      const byte = codePage850.get(character);
      return byte === undefined ? "?" : String.fromCharCode(byte);
    })
    .join("");
}

const characters850 = new Map([...codePage850].map(([character, byte]) => [byte, character]));

/** What a program reads from such bytes; what no text here writes is `?`. */
export function fromConsoleBytes(bytes: string): string {
  return [...bytes]
    .map((byte) => {
      const code = byte.charCodeAt(0);
      return code < 0x80 ? byte : (characters850.get(code) ?? "?");
    })
    .join("");
}
