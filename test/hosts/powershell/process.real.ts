import { describeOwnScripts } from "./own-script-cases";
import { describeProcess } from "./process-cases";
import { describeSkipped, realPowerShells } from "./real-powershell";

for (const { name, path, whyNot, underWine } of realPowerShells) {
  if (whyNot !== undefined) describeSkipped(name, whyNot);
  else {
    // wine takes 50 ms for each.
    describeProcess(name, () => path, underWine ? 100 : 1_000);
    describeOwnScripts(name, () => path);
  }
}
