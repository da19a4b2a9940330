/* Every transport, one line each, under the name that a connection calls it by. */
export { powershell } from "./powershell/transport";
export { ssh } from "./ssh/transport";
export { winrm } from "./winrm/transport";
