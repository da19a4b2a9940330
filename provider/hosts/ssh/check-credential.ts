import type { ValidationErrors } from "../../validation/check-failure";
import { checkSecretSource } from "../../validation/check-secret-source";
import { checkText, type Fields, isGiven, kindOf } from "../../validation/check-values";
import { agentKeyFormFault } from "./host-key";

const kinds = ["password", "privateKey", "agent"] as const;

/** Notes the faults of the credential of a server: each part, and that there is exactly one. */
export function checkCredential(faults: ValidationErrors, path: string, server: Fields): void {
  for (const name of ["password", "privateKey", "passphrase"]) {
    checkSecretSource(faults, `${path}.${name}`, server[name]);
  }
  checkAgent(faults, `${path}.agent`, server.agent);
  if (checkText(faults, `${path}.agentKey`, server.agentKey)) {
    const fault = agentKeyFormFault(server.agentKey);
    if (fault !== undefined) faults.add(`${path}.agentKey`, fault);
  }
  checkOne(faults, path, server);
}

function checkAgent(faults: ValidationErrors, path: string, agent: unknown): void {
  if (!isGiven(agent) || agent === true) return;
  if (typeof agent === "string") {
    // A key in the place of its agent would be stored as it is: a path is no secret.
    if (checkText(faults, path, agent) && /[\r\n]/.test(agent))
      faults.add(path, "must be the path of the agent's socket, in one line");
  } else {
    const is = agent === false ? "false" : kindOf(agent);
    faults.add(path, `must be true or the path of the agent's socket; it is ${is}`);
  }
}

/** One credential, no more: which of several was meant cannot be known. An unknown one may still turn out to be absent. */
function checkOne(faults: ValidationErrors, path: string, server: Fields): void {
  const given = kinds.filter((kind) => isGiven(server[kind]));
  if (given.length > 1) {
    const has = given.length === 2 ? `both ${given.join(" and ")}` : "all three";
    faults.add(path, `must have one of password, privateKey and agent; it has ${has}`);
  }
  if (kinds.every((kind) => server[kind] === undefined)) {
    faults.add(path, "must have a password, a privateKey or an agent; it has none of them");
  }
  if (isGiven(server.passphrase) && server.privateKey === undefined) {
    faults.add(`${path}.passphrase`, "belongs to a privateKey, and there is none");
  }
  if (isGiven(server.agentKey) && server.agent === undefined) {
    faults.add(`${path}.agentKey`, "belongs to an agent, and there is none");
  }
}
