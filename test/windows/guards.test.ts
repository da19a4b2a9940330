import assert from "node:assert/strict";
import { askFacts } from "../../provider/windows/fact";
import { containerType, productType, roles } from "../../provider/windows/guards";
import { dword } from "../../provider/windows/registry-value";
import { SimulatedWindows, services } from "../lab/simulated/simulated-windows";
import { ManualClock } from "../support/manual-clock";

const facts = { productType, containerType, roles };

async function asked(prepare: (windows: SimulatedWindows) => void, os?: "xp" | "7") {
  const windows = new SimulatedWindows({ clock: new ManualClock(), ...(os === undefined ? {} : { os }) });
  prepare(windows);
  const question = askFacts(facts);
  const delivery = await windows.deliver(question.line("cmd"));
  assert.ok(delivery.kind === "answered");
  const reading = question.read(delivery.result);
  assert.ok(reading.state === "read");
  return reading.values;
}

const signs = async (prepare: (windows: SimulatedWindows) => void, os?: "xp" | "7") => {
  const { roles: found } = await asked(prepare, os);
  return Object.fromEntries(Object.entries(found).map(([name, { state }]) => [name, state]));
};
const none = { clusterNode: "absent", hypervisor: "absent", preBootPin: "absent" };
const reply = (windows: SimulatedWindows, name: string, output: string, exitCode = 0) =>
  windows.faults.add({ when: /./, effect: { kind: "program", name, result: { exitCode, output } } });

describe("the roles of a host", () => {
  for (const os of [undefined, "7", "xp"] as const) {
    it(`are none on a plain host (${os ?? "server"})`, async () => {
      const values = await asked(() => {}, os);
      assert.equal(values.productType, os === undefined ? "ServerNT" : "WinNT");
      assert.deepEqual(values.containerType, { state: "known", value: { type: "absent" } });
      assert.deepEqual(await signs(() => {}, os), none);
    });
  }

  it("show a container", async () => {
    const key = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
    const values = await asked(({ registry }) => registry.set(key, "ContainerType", dword(2)));
    assert.deepEqual(values.containerType, { state: "known", value: dword(2) });
  });

  it("show a cluster node by its hive, or by a service that starts by itself", async () => {
    const node = { ...none, clusterNode: "there" };
    assert.deepEqual(await signs(({ registry }) => registry.createKey("HKLM\\Cluster")), node);
    const service = (start: number) => (windows: SimulatedWindows) =>
      windows.registry.set(`${services}\\ClusSvc`, "Start", dword(start));
    assert.deepEqual(await signs(service(2)), node);
    assert.deepEqual(await signs(service(4)), none);
  });

  it("do not know a cluster node whose keys cannot be read", async () => {
    const refuse = (key: string) => (windows: SimulatedWindows) => {
      windows.registry.set(`${services}\\ClusSvc`, "Start", dword(3));
      windows.refuseKey(key, "readAndWrite");
    };
    assert.equal((await signs(refuse(`${services}\\ClusSvc`))).clusterNode, "unread");
    assert.equal((await signs(refuse("HKLM"))).clusterNode, "unread");
    const both = (windows: SimulatedWindows) => windows.refuseKey(services, "readAndWrite");
    assert.equal((await signs(both)).clusterNode, "unread");
  });

  it("show running virtual machines, and how many", async () => {
    const { roles: found } = await asked((windows) => {
      windows.occupants.virtualMachines = 3;
    });
    assert.deepEqual(found.hypervisor, {
      state: "there",
      reading: "3 virtual machines run (tasklist.exe shows vmwp.exe)",
    });
    assert.equal((await signs((windows) => reply(windows, "tasklist", "", 1))).hypervisor, "unread");
  });

  for (const type of ["TPMAndPIN", "TPMAndPINAndStartupKey", "TPMAndStartupKey", "Password"]) {
    it(`show a drive that waits for somebody before Windows starts: ${type}`, async () => {
      const { roles: found } = await asked((windows) => windows.occupants.protectors.push("TPM", type));
      assert.ok(found.preBootPin.state === "there");
      assert.match(found.preBootPin.reading, new RegExp(`type ${type}\\)`));
    });
  }

  it("show none where the drive opens by itself", async () => {
    const found = await signs((windows) => windows.occupants.protectors.push("TPM", "NumericalPassword"));
    assert.deepEqual(found, none);
  });

  it("do not know a drive of which manage-bde.exe tells nothing, except where BitLocker is not installed", async () => {
    for (const output of ["", "ERROR: Access is denied.\r\n", "BitLocker version 10.0.20348\r\n"]) {
      assert.equal((await signs((windows) => reply(windows, "manage-bde", output, -1))).preBootPin, "unread");
    }
    const without = (windows: SimulatedWindows) => {
      windows.registry.deleteKey(`${services}\\BDESVC`);
      reply(windows, "manage-bde", "", 1);
    };
    assert.deepEqual(await signs(without), none);
  });
});
