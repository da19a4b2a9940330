import { reboot, setting } from "../../provider/dynamic-provider";

// A provider process of its own: creates the setting, or the reboot, whose inputs it is given, until a signal ends it.
const { SETTING_INPUTS = "{}", REBOOT_INPUTS } = process.env;
const created =
  REBOOT_INPUTS === undefined
    ? setting.create(JSON.parse(SETTING_INPUTS))
    : reboot.create(JSON.parse(REBOOT_INPUTS));
created.catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
