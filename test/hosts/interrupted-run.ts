import { setting } from "../../provider/dynamic-provider";

// A provider process of its own: creates the setting whose inputs it is given, until a signal ends it.
setting.create(JSON.parse(process.env.SETTING_INPUTS ?? "{}")).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
