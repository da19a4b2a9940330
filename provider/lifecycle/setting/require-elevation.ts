import { AccessDeniedError } from "../../errors";
import type { Host } from "../../hosts/host";
import { oneLine } from "../../windows/command-line";
import { readElevation, tokenGroupsCommand } from "../../windows/elevation";

/**
 * Makes sure, before anything is written, that commands on this very machine have an administrator's rights: there they depend on how
 * the terminal was started, not on a log-in. Another host is not asked. Throws AccessDeniedError.
 */
export async function requireElevation(host: Host): Promise<void> {
  if (host.isThisMachine !== true) return;
  const { output } = await host.run(oneLine([tokenGroupsCommand()]));
  if (readElevation(output) !== false) return;
  throw new AccessDeniedError({
    attempted: "change the registry of this very machine",
    host: host.name,
    happened: "this program runs without administrator rights; nothing was written",
    advice:
      'Start the terminal with "Run as administrator" (KB 926179, step 2) and run the same command again; it never raises its own rights.',
  });
}
