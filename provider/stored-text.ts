/*
 * The text that stands for the provider in the state of every resource, in its inputs and in its outputs. It is a format: written once, it
 * is run by every later command, whatever version of the package is installed then. So it captures nothing, and finds the installed
 * package each time the SDK evaluates it. Written by hand, since a serialized closure is eight times as long; without double quotes,
 * backslashes and line ends, which JSON would double.
 */

/**
 * Where the package is looked for: in the program folder's own node_modules (the working folder of the provider process) without walking
 * up, so that nothing planted above comes first; then from where the SDK lies (argv[1]), which under pnpm finds a transitive
 * dependency; then upwards from the program folder. An error of the package itself passes through; that there is none is one sentence
 * with an empty stack, since the SDK prints the stack.
 */
function storedText(resource: "setting" | "reboot"): string {
  return [
    "exports.handler=()=>{let n='pulumi-windows-ipsec',e;",
    "try{n=require.resolve(n+'/provider',{paths:[require('fs').existsSync('node_modules/'+n)?'.':process.argv[1],'.']})}",
    "catch{e=Error(n+' is not installed in '+process.cwd());e.stack='';throw e}",
    `return require(n).${resource}}`,
  ].join("");
}

/** Answers for `NatTraversalSetting`. */
export const settingProviderText = storedText("setting");

/** Answers for `Reboot`. */
export const rebootProviderText = storedText("reboot");
