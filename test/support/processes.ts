export { processesNaming, signalProcess } from "./processes.cjs";
