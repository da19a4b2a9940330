import assert from "node:assert/strict";
import fc from "fast-check";
import { checkProperty } from "../../support/property";
import { anyCharacter } from "../../support/wild-values";
import { editions } from "./edition";
import { parseScript } from "./parse-statements";
import { record } from "./recorded-session";
import type { Expression } from "./syntax";

/** What stands behind `p`, and the words that the program gets. */
const table: readonly (readonly [string, ...string[]])[] = [
  ["plain words", "plain", "words"],
  ["  blanks\tand\u00a0others  ", "blanks", "and", "others"],
  ["02000000FF 1D 0x2 1kb 1.50 .5 1e3 7z", "02000000FF", "1D", "0x2", "1kb", "1.50", ".5", "1e3", "7z"],
  ["(0x2) (1kb) (1D)", "2", "1024", "1"],
  ["-5 +5 -x --long - +", "-5", "+5", "-x", "--long", "-", "+"],
  ["/v /t:60 =x ]", "/v", "/t:60", "=x", "]"],
  ["-t:60 -t: 60 -d:p:2:4 -name:'a b'", "-t:60", "-t:", "60", "-d:p:2:4", "-name:a b"],
  ["-d.x -d[x", "-d", ".x", "-d", "[x"],
  ["-d$HOMELESS -d'q'", "-d$HOMELESS", "-dq"],
  ["'single ''quoted'' text'", "single 'quoted' text"],
  ["\u2018curly\u2019 \u201adouble\u2018\u2019d\u201b 'mixed\u2019", "curly", "double\u2019d", "mixed"],
  ['\u201ccurly blank\u201d \u201elow blank"', "curly blank", "low blank"],
  ['"double `"quoted`" `$x"', "double quoted $x"],
  ['"tab`tnew`nline"', "tab\tnew\nline"],
  ["a\"b c\"d 'e f'g h'i j'", "ab cd", "e f", "g", "hi j"],
  ["a`,b a`;b a`$b", "a,b", "a;b", "a$b"],
  ["a(1)b", "a", "1", "b"],
  ["a$(1 + 1)b $(1 + 1)c", "a2b", "2", "c"],
  [`%OS%+$env:NAME \${env:NAME}x $env:NAME/y`, "%OS%+value", "valuex", "value/y"],
  ['$x.Length $x/Length "$x.Length" $($x.Length)', "4", "text/Length", "text.Length", "4"],
  ["$x=1 $x- $+ $", "text", "=1", "text-", "$+", "$"],
  ["'a'.Length 'a'. ''", "1", "a", "."],
  ["[Console]::Out [x]", "[Console]::Out", "[x]"],
  ["a>b a2>b a<b", "a>b", "a2>b", "a<b"],
  ["a#b if else foreach", "a#b", "if", "else", "foreach"],
  ["a,b,c", "a,b,c"],
  ["a, b ,c", "a,", "b", ",c"],
  ["$list", "one", "two words"],
  ["(1,2)", "1", "2"],
  ["$true $null $nothing x", "True", "x"],
  ["\"a $(p 'in`ner') z\"", "in`ner"],
];

describe("the words of a PowerShell command", () => {
  for (const [text, ...words] of table) {
    it(`reads p ${text}`, async () => {
      const { argv, errors } = await record(`$list = 'one', 'two words'; p ${text}`, {
        environment: { NAME: "value" },
        variables: { x: "text" },
      });
      assert.equal(errors, "");
      assert.deepEqual(argv[0], words);
    });
  }

  it("gives a cmdlet values, not spellings", async () => {
    const { output } = await record("echo 0x2 1kb 02000000FF 0xFFFFFFFF 1u a,b -5 -");
    assert.equal(output, "2\r\n1024\r\n02000000FF\r\n-1\r\n1u\r\na\r\nb\r\n-5\r\n-\r\n");
    assert.equal((await record("echo 1u 0b101 300y", { edition: "7.4" })).output, "1\r\n5\r\n300y\r\n");
  });

  it("expands nothing in a name, and everything in one called with &", async () => {
    const options = { variables: { x: "p" } };
    assert.match((await record("$('p') a", options)).errors, /Unexpected token 'a'/);
    assert.match((await record("a$x b", options)).errors, /The term 'a\$x' is not recognized/);
    for (const text of ["& $x a", "& 'p' a", '& "$x" a', "&p a", "& ('' + $x) a"]) {
      assert.deepEqual((await record(text, options)).argv, [["a"]], text);
    }
  });

  it("takes any text between single quotes for one argument, quotes doubled", () => {
    checkProperty(
      fc.property(
        fc.string({ unit: anyCharacter }),
        fc.constantFrom(...Object.values(editions)),
        (text, edition) => {
          const quoted = text.replace(/['\u2018-\u201b]/g, "$&$&");
          assert.deepEqual(argumentsOf(`p 'a' '${quoted}' b`, edition), ["a", text, "b"]);
          assert.deepEqual(argumentsOf(`p 'a' x'${quoted}' b`, edition), ["a", `x${text}`, "b"]);
        },
      ),
    );
  });

  it("takes any text between double quotes for one argument, backticks before what is special", () => {
    checkProperty(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const quoted = text.replace(/[`$"\u201c-\u201e]/g, "`$&");
        assert.deepEqual(argumentsOf(`p "${quoted}"`, editions["5.1"]), [text]);
      }),
    );
  });
});

function argumentsOf(text: string, edition: (typeof editions)["5.1"]): (string | undefined)[] {
  const [statement, ...others] = parseScript(text, edition);
  assert.equal(others.length, 0);
  assert.ok(statement?.kind === "chain" && statement.first.kind === "command");
  return statement.first.elements.map(({ value }) => textOf(value));
}

function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === "text" ? expression.value : undefined;
}
