import { lstatSync, readFileSync } from "node:fs";
import { tellsOf } from "./canaries";
import { entriesBelow } from "./entries-below";

/** A secret that was found where none may be. */
export interface Hit {
  /** What was searched: a file's path, or a name for a text. */
  readonly where: string;
  /** The encoding that it was found in. */
  readonly form: string;
  /** What stands around it, one character a byte. */
  readonly excerpt: string;
}

/**
 * A search for secrets in bytes of any kind: as UTF-8 (which JSON, URLs, XML and command lines leave as it is in the runs that are
 * looked for), UTF-16, base64 at each of its three alignments, and hexadecimal.
 */
export class CanarySearch {
  readonly hits: Hit[] = [];
  /** Everything that was searched: name to number of bytes. */
  readonly searched = new Map<string, number>();
  /** Of each file, by which it can be told whether it has changed. */
  private readonly versions = new Map<string, string>();
  private readonly needles: ReadonlyMap<string, { readonly form: string; readonly bytes: Buffer }>;

  constructor(secrets: Iterable<string>) {
    const needles = new Map<string, { readonly form: string; readonly bytes: Buffer }>();
    for (const secret of secrets)
      for (const tell of tellsOf(secret))
        for (const [form, text] of formsOf(tell))
          needles.set(text, { form, bytes: Buffer.from(text, "latin1") });
    this.needles = needles;
  }

  /** Searches a text or bytes; what is found is kept in `hits`. */
  look(where: string, content: string | Buffer): void {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    this.searched.set(where, bytes.length);
    for (const { form, bytes: needle } of this.needles.values()) {
      const at = bytes.indexOf(needle);
      if (at === -1) continue;
      const excerpt = bytes.toString("latin1", Math.max(0, at - 160), at + needle.length + 60);
      this.hits.push({ where, form, excerpt });
    }
  }

  /**
   * Searches names and contents of all files below a folder, but those that are as they were the last time; links are not followed,
   * and files that vanish passed over. `read` may take out what is not to be searched.
   */
  lookInFolder(folder: string, read = (_path: string, content: Buffer): Buffer => content): void {
    for (const { path, entry } of entriesBelow(folder)) {
      const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      const version = `${stats?.ino} ${stats?.size} ${stats?.ctimeNs}`;
      if (stats === undefined || this.versions.get(path) === version) continue;
      this.versions.set(path, version);
      this.look(`name of ${path}`, entry.name);
      if (entry.isFile()) this.look(path, read(path, readFileSync(path)));
    }
  }
}

function* formsOf(text: string): Generator<readonly [form: string, text: string]> {
  const encodings = {
    "UTF-8": Buffer.from(text),
    "UTF-16": Buffer.from(text, "utf16le"),
    "UTF-16BE": Buffer.from(text, "utf16le").swap16(),
  };
  for (const [name, bytes] of Object.entries(encodings)) {
    yield [name, bytes.toString("latin1")];
    yield [`hexadecimal of ${name}`, bytes.toString("hex")];
    yield [`hexadecimal of ${name}, capitals`, bytes.toString("hex").toUpperCase()];
    for (const before of [0, 1, 2])
      yield [`base64 of ${name}, ${before} before`, base64Inside(bytes, before)];
  }
}

/** The characters of base64 that these bytes alone decide, with so many others in the group of three before them. */
function base64Inside(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
}
