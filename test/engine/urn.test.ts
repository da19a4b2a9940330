import assert from "node:assert/strict";
import { resourceName, wellFormedUrn } from "../../provider/engine/engine-log";

const type = "pulumi-nodejs:dynamic/windows-ipsec:Reboot";

describe("wellFormedUrn", () => {
  for (const urn of [
    `urn:pulumi:stack::project::${type}::vpn`,
    `urn:pulumi:stack::project::windows-ipsec:index:NatTraversal$${type}::vpn`,
    `urn:pulumi:stack::project::${type}::a name::with everything: é`,
  ]) {
    it(`takes ${urn}`, () => assert.equal(wellFormedUrn(urn), urn));
  }

  for (const urn of [
    "",
    "vpn",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    `urn:pulumi:stack::project::${type}`,
    `urn:pulumi:stack::project::${type}::`,
    `urn:pulumi:::project::${type}::vpn`,
    `urn:pulumi:stack::::${type}::vpn`,
    "urn:pulumi:stack::project::::vpn",
    `urn:other:stack::project::${type}::vpn`,
    ` urn:pulumi:stack::project::${type}::vpn`,
    `urn:pulumi:stack::project::${type}::vpn\nurn`,
    undefined,
    null,
    7,
    {},
  ]) {
    it(`takes ${JSON.stringify(urn)} for none`, () => assert.equal(wellFormedUrn(urn), undefined));
  }
});

describe("resourceName", () => {
  it("is what follows the type, whatever it holds", () => {
    assert.equal(resourceName(`urn:pulumi:stack::project::${type}::vpn`), "vpn");
    assert.equal(resourceName(`urn:pulumi:stack::project::${type}::a::b`), "a::b");
  });
});
