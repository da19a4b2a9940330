import type { Subject } from "./subject";
import { accepted, type PrintedValue, printedValues, services } from "./words";

/** The key under which every case has one of its own; the suite removes it at its end. */
export const scratchRoot = `${services}\\ContractScratch`;

let made = 0;

/** A key of one case's own under the services. Its first value creates it. */
export class ScratchKey {
  /** The last part of its path. */
  readonly name = `Case${++made}.`;
  /** `HKLM\…`, without blanks. */
  readonly path = `${scratchRoot}\\${this.name}`;

  constructor(private readonly subject: Subject) {}

  /** The line that adds a value; name and data stand between quotes as they are. */
  addLine(name: string, type: string, data: string): string {
    return `reg add "${this.path}" -v "${name}" -t ${type} -d "${data}" -f`;
  }

  /** Adds a value. */
  async add(name: string, type: string, data: string): Promise<void> {
    accepted(await this.subject.run(this.addLine(name, type, data)));
  }

  /** Adds values in one round trip and gives all that the key then holds, as printed. */
  async afterAdding(
    ...values: readonly (readonly [name: string, type: string, data: string])[]
  ): Promise<PrintedValue[]> {
    const lines = values.map(([name, type, data]) => this.addLine(name, type, data));
    return this.after(lines.join(" & "));
  }

  /** Runs a line, whatever its exit code, and gives all that the key then holds, as printed; one round trip. */
  async after(line: string): Promise<PrintedValue[]> {
    const { output } = accepted(await this.subject.run(`${line} & reg query "${this.path}"`));
    return printedValues(output);
  }

  /** All values, as printed. */
  async values(): Promise<PrintedValue[]> {
    return printedValues(accepted(await this.subject.run(`reg query "${this.path}"`)).output);
  }
}
