import { longestMessage } from "../windows/shutdown";

const longestChange = 40;

/** What a restart is for. */
export interface RestartCause {
  /** The changeId of the setting. */
  readonly change: string;
  /** The URN of the reboot, where the engine gave one. */
  readonly urn: string | undefined;
}

/**
 * The comment of a restart, which people on the host see and event 1074 keeps: the change first, then resource and stack, each cut so that
 * all have room, and at last the setting. Only characters that no shell, and no log, takes for anything else.
 */
export function restartMessage({ change, urn }: RestartCause): string {
  const parts = /^urn:pulumi:([^:]+)::([^:]+)::.*?::(.+)$/.exec(urn ?? "");
  const [, stack = "unknown", project = "unknown", name = "unknown"] = parts ?? [];
  const head = `Change ${safe(change).slice(0, longestChange)}`;
  const place = `${safe(project)}/${safe(stack)}`;
  const room = longestMessage - `${head} of  in stack , Pulumi`.length;
  const forName = Math.max(Math.floor(room / 2), room - place.length);
  const resource = safe(name).slice(0, forName);
  // The end of project and stack says more than their beginning.
  const where = place.slice(-(room - resource.length));
  const whole = `${head} of ${resource} in stack ${where}, Pulumi: AssumeUDPEncapsulationContextOnSendRule`;
  return whole.slice(0, longestMessage);
}

function safe(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._/-]/g, "_");
}
