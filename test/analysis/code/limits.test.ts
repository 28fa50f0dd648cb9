// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code under test is text
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH, MAX_ELSES, MAX_LENGTH, MAX_NESTING } from "../../../src/analysis/code/limits.ts";
import { readCode } from "../../../src/analysis/code/read-code.ts";
import { mayQuery } from "../../../src/model/may-query.ts";
import { read, shop } from "./reading.ts";

const CALL = "prisma.user.findMany();\n";
const reason = (text: string, path = "a.tsx") => read(CALL + text, { path }).gaps[0]?.reason;

describe("what cannot be read is a gap", () => {
  it("says line and reason of a syntax error", () => {
    const text = `${CALL}const a = ;\n`;
    const { gaps, queries } = read(text);
    expect(queries).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.reason).toMatch(/^Line 2 is not valid TypeScript: /);
    expect(text.slice(gaps[0]!.span.start, gaps[0]!.span.end)).toBe("const a = ;");
  });

  it("says nothing of files that ask nothing", () => {
    expect(mayQuery("const a = ;")).toBe(false);
    expect(read("const a = ;").gaps).toEqual([]);
  });

  it("stops at the size, and reads up to it", () => {
    expect(reason(" ".repeat(MAX_LENGTH - CALL.length))).toBeUndefined();
    expect(reason(" ".repeat(MAX_LENGTH - CALL.length + 1))).toMatch(/longer than 512 KB/);
  });

  it.each([
    ["round brackets", (n: number) => "(".repeat(n) + "1" + ")".repeat(n)],
    ["lists", (n: number) => "[".repeat(n) + "]".repeat(n)],
    ["blocks", (n: number) => "{".repeat(n) + "}".repeat(n)],
    ["template holes", (n: number) => "`${".repeat(n) + "1" + "}`".repeat(n)],
    ["elements", (n: number) => "x = " + "<a>it's, ".repeat(n) + "</a>".repeat(n)],
    ["type arguments", (n: number) => "let x: " + "A<".repeat(n) + "B" + ">".repeat(n)],
  ])("stops at deep %s, and reads up to the limit", (_what, nest) => {
    expect(reason(nest(MAX_NESTING - 5))).toBeUndefined();
    expect(reason(nest(MAX_NESTING + 5))).toMatch(/nested more than 500 levels/);
    expect(reason(nest(20_000))).toMatch(/was not read/);
  });

  it.each([
    ["prefixes", (n: number) => `x = ${"!".repeat(n)}a`],
    ["arrows", (n: number) => `x = ${"a =>".repeat(n / 2)} a`],
    ["conditionals", (n: number) => `x = ${"a ? b : ".repeat(n / 2)} c`],
    ["ifs", (n: number) => `${"if (a)\n".repeat(n)};`],
    ["labels", (n: number) => `${Array.from({ length: n }, (_, i) => `l${i}:\n`).join("")};`],
    ["words", (n: number) => `x = ${"typeof\n".repeat(n)} a`],
    ["template tags", (n: number) => `a${"``".repeat(n)}`],
  ])("stops at long %s, and reads up to the limit", (_what, chain) => {
    expect(reason(chain(MAX_DEPTH - 100))).toBeUndefined();
    expect(reason(chain(MAX_DEPTH + 100))).toMatch(/more than 3000 operators/);
  });

  it("stops at a chain of elses, and reads up to the limit", () => {
    const chain = (n: number) => `if (a);${" else if (a);".repeat(n)}`;
    expect(reason(chain(MAX_ELSES))).toBeUndefined();
    expect(reason(chain(MAX_ELSES + 1))).toMatch(/more than 2000 elses/);
  });

  it("is not fooled by what only looks like an end", () => {
    expect(reason(`x = ${"(/[)]/, ')', `)`, ".repeat(9_000)}1`)).toMatch(/was not read/);
    expect(reason(`x = ${`<a b="</a>">'`.repeat(9_000)}`)).toMatch(/was not read/);
    expect(reason(`x = a++ / ${"(".repeat(9_000)}/x/`)).toMatch(/was not read/);
  });

  it("reads long files of ordinary code without semicolons", () => {
    const page = Array.from({ length: 3_000 }, (_, i) => `expect(value.a.b(${i})).toBe("${i}")\nconst [x${i}] = await load()`).join("\n");
    expect(reason(page, "a.ts")).toBeUndefined();
  });
});

describe("nothing that a file can hold throws", () => {
  const piece = fc.constantFrom(
    ..."( ) { } [ ] ` ${ < > / ' \" a await => if(a) else ; , ! <a> </a> ? : ... = .b 😀 { where: prisma.user.findMany( $queryRaw` $queryRawUnsafe( for(const_a_of_b) .map(x=> new class_A{ @d() /* */ // # \\ \u0000 \u2028"
      .split(" ")
      .map((one) => one.replaceAll("_", " ")),
    "\n",
    "prisma.user.update({ where: { id: a }, data: { balance: u.balance + 1 } })",
    "// schema-review-ignore no-n-plus-one: x\n",
  );

  it("pieces of code in any order", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.constantFrom("a.ts", "a.tsx", "a.js", "a.cts", "a.vue", "a.astro"), (pieces, path) => {
        const text = CALL + pieces.join("");
        const { gaps, code } = readCode({ path, text, before: pieces.slice(1).join("") }, [shop]);
        for (const { span } of [...gaps, ...code.queries, ...code.ignores]) expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("valid programs cut anywhere", () => {
    const text = `for (const p of ps) { await prisma.post.update({ where: { id: p.id }, data: { views: { increment: 1 } } }); const s = \`\${p.id} \${"x"}\`; }\nprisma.$queryRaw\`SELECT \${a} FROM users\`;`;
    for (let end = 0; end <= text.length; end++) readCode({ path: "a.ts", text: text.slice(0, end) }, [shop]);
    expect(readCode({ path: "a.ts", text }, [shop]).code.queries).toHaveLength(2);
  });

  it("strings of any kind", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        readCode({ path: "a.ts", text: CALL + text }, [shop]);
      }),
      { numRuns: 1_000 },
    );
  });
});
