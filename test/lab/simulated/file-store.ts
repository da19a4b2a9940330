/** The disk: a few folders and the files that programs write. Names are found in any letter case. */
export class FileStore {
  private readonly files = new Map<string, Buffer>();
  private readonly folders = new Set([
    ...["c:", "c:\\windows", "c:\\windows\\temp", "c:\\windows\\system32", "c:\\programdata", "c:\\users"],
  ]);
  /** When set, files are made but nothing can be written into them. */
  full = false;

  addFolder(path: string): void {
    this.folders.add(normal(path));
  }

  has(path: string): boolean {
    return this.files.has(normal(path)) || this.folders.has(normal(path));
  }

  read(path: string): Buffer | undefined {
    return this.files.get(normal(path));
  }

  /** False if the folder does not exist or the disk is full (then an empty file is left). */
  write(path: string, content: Buffer): boolean {
    const name = normal(path);
    if (!this.folders.has(name.slice(0, Math.max(0, name.lastIndexOf("\\"))))) return false;
    this.files.set(name, this.full ? Buffer.alloc(0) : content);
    return !this.full;
  }
}

function normal(path: string): string {
  const full = /^[a-z]:/i.test(path) ? path : `C:\\Users\\${path}`;
  return full.replaceAll("/", "\\").replace(/\\+$/, "").toLowerCase();
}
