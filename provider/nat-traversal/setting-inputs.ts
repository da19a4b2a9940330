import { connectionSchema } from "../hosts/connect";
import { timeoutEntries } from "../hosts/connection";
import { namesOf, object, optional } from "../validation/schema";
import { choice, flag, text } from "../validation/values";
import { behindNat } from "./behind-nat";

/** What to do when the host cannot be reached. Create and update always fail then. */
export const onUnreachableEntries = {
  /**
   * For refresh: `fail` ends with an error, `keep` keeps the old state with status `unknown`.
   * @default "fail"
   */
  refresh: optional(choice("fail", "keep"), "fail"),
  /**
   * For delete: `fail` ends with an error, `forget` drops the resource from the state and leaves the host as it is; also where another
   * machine answers, or nothing that can be read.
   * @default "fail"
   */
  delete: optional(choice("fail", "forget"), "fail"),
};

/** How to deal with a host: what a setting and its reboot have in common, beside the connection. */
export const hostEntries = {
  /**
   * Accepts that another machine (or a new installation of Windows) answers at this address from now on.
   * @default false
   */
  acceptMachine: optional(flag, false),
  /**
   * What to do when the host cannot be reached.
   * @default both "fail"
   */
  onUnreachable: optional(object(onUnreachableEntries)),
  /**
   * Whether a note that lasts until the next restart is kept on the host, in the volatile key `HKLM\HARDWARE\DESCRIPTION\System`.
   * Without it the previous value is lost if a create is killed, and a restart is harder to prove.
   * @default true
   */
  bootMarker: optional(flag, true),
  /**
   * Limits for talking to the host.
   * @default 20 seconds to connect, 60 seconds for a command
   */
  timeouts: optional(object(timeoutEntries)),
};

/** Where the host keeps a copy of the registry key. */
export const backupEntries = {
  /** An existing folder on the host, such as `C:\\Backups`. */
  hostDirectory: text((folder) =>
    // A relative folder would depend on where the host's shell happens to start; other characters could end the command.
    /^(?:[A-Za-z]:|\\\\[\w.-]+\\[\w.$-]+)\\[\w .()\\-]*$/.test(folder)
      ? undefined
      : 'must be an absolute folder on the host, such as "C:\\Backup", in plain letters, digits, blanks and . ( ) - _',
  ),
};

/** What a setting takes beside the host. */
export const valueEntries = {
  /**
   * Who is behind NAT, seen from this host: `none` (0), `client` (0), `server` (1), `both` (2), or the numbers of KB 926179.
   * A Windows VPN server and its clients both need the value. `parseBehindNat` reads it from a text, such as stack configuration.
   */
  behindNat,
  /**
   * What a destroy does: `restore` puts back what was there before the first write, `remove` deletes the value, `keep` leaves it
   * and does not connect.
   * @default "restore"
   */
  onDelete: optional(choice("restore", "remove", "keep"), "restore"),
  /**
   * Whether a destroy also puts back the previous value over one that somebody else wrote after us.
   * @default false
   */
  overwriteForeignChange: optional(flag, false),
  /**
   * Exports the registry key to a file on the host before the first write; nothing is written if that fails.
   * @default no backup
   */
  backup: optional(object(backupEntries)),
  /**
   * Under which service the value lives: `PolicyAgent` from Windows Vista on, `IPSec` on Windows XP (KB 947234).
   * Windows Server 2003 and XP x64 (version 5.2) need it to be stated.
   * @default by the version of Windows
   */
  registryKey: optional(choice("PolicyAgent", "IPSec")),
};

/** The inputs of a setting. */
export const settingEntries = { connection: connectionSchema, ...valueEntries, ...hostEntries };

/** Every input of a setting; hidden ones (`__urn`, `__provider`) are accepted beside them. */
export const settingInputNames = namesOf(settingEntries);

/** What the inputs of a setting must look like. */
export const settingSchema = object(settingEntries);
