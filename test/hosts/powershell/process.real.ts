import { describeOwnScripts } from "./own-script-cases";
import { describeProcess } from "./process-cases";
import { describeMissing, realPowerShells } from "./real-powershell";

for (const one of realPowerShells) {
  const { name, path, whyNot, underWine } = one;
  if (whyNot !== undefined) describeMissing(name, one);
  else {
    // wine takes 50 ms for each.
    describeProcess(name, () => path, underWine ? 100 : 1_000);
    describeOwnScripts(name, () => path);
  }
}
