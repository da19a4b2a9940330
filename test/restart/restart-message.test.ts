import assert from "node:assert/strict";
import fc from "fast-check";
import { restartMessage } from "../../provider/restart/restart-message";
import { checkProperty } from "../support/property";
import { anyCharacter } from "../support/wild-values";

const urn = (name: string, project = "vpn", stack = "prod") =>
  `urn:pulumi:${stack}::${project}::ipsec:NatTraversal$pulumi-nodejs:dynamic/reboot:Reboot::${name}`;

describe("the comment of a restart", () => {
  it("names the change first, then resource, stack and setting", () => {
    assert.equal(
      restartMessage({ change: "mf3k2x9a-1a2b3c4d", urn: urn("vpn-server") }),
      "Change mf3k2x9a-1a2b3c4d of vpn-server in stack vpn/prod, Pulumi: AssumeUDPEncapsulationContextOnSendRule",
    );
  });

  it("names all three whatever their length", () => {
    const said = restartMessage({
      change: "mf3k2x9a-1a2b3c4d",
      urn: urn("n".repeat(200), "p".repeat(99), "s".repeat(99)),
    });
    assert.match(said, /^Change mf3k2x9a-1a2b3c4d of n{35,} in stack s{35,}, Pulumi$/);
    assert.match(
      restartMessage({ change: "c1", urn: urn("n".repeat(200)) }),
      /^Change c1 of n{80,} in stack vpn\/prod, Pulumi/,
    );
    assert.match(
      restartMessage({ change: "c1", urn: urn("web", "p".repeat(99)) }),
      /^Change c1 of web in stack p+\/prod, Pulumi/,
    );
  });

  it("says what it knows where the engine gave no URN", () => {
    assert.match(
      restartMessage({ change: "c1", urn: undefined }),
      /^Change c1 of unknown in stack unknown\/unknown,/,
    );
  });

  it("keeps a name with two colons, and drops none of it for the type", () => {
    assert.match(restartMessage({ change: "c1", urn: urn("a::b") }), / of a__b in stack /);
  });

  it("is at most 127 characters, all of them safe, whatever the names hold", () => {
    checkProperty(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (change, name) => {
        const said = restartMessage({ change, urn: urn(name) });
        assert.match(said, /^Change [A-Za-z0-9._/-]* of [A-Za-z0-9 ._/,:-]*$/);
        assert.ok(said.length <= 127 && !said.endsWith(" "), said);
      }),
    );
  });
});
