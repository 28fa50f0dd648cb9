import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import { derivedName, requireInSteps, typeText } from "../../../src/analysis/rules/questions/edits/sql-words.ts";
import { castLoss } from "../../../src/analysis/rules/questions/migrations/cast-words.ts";
import { names } from "../../../src/analysis/rules/questions/migrations/copies.ts";
import { freezeNow } from "../../../src/analysis/rules/questions/migrations/freezes.ts";
import { namesBackup, planNames, planText } from "../../../src/analysis/rules/questions/migrations/plans.ts";
import { isAtLeast } from "../../../src/analysis/rules/questions/migrations/transactions.ts";
import { lint } from "../../../src/index.ts";
import { alike } from "../../../src/model/alike.ts";
import type { Config } from "../../../src/model/config.ts";
import type { Database } from "../../../src/model/database.ts";
import type { ColumnType } from "../../../src/model/schema.ts";

const type = (name: string, ...modifiers: number[]): ColumnType => ({ name, modifiers, list: false, category: "builtin" });

function database(part: Partial<Config>, more: { now?: string; base?: string; sections?: Record<string, string> } = {}): Database {
  return {
    config: { ...defaultConfig, ...part },
    now: more.now ?? "2026-01-15T12:00:00Z",
    pull: { title: "", body: "", sections: new Map(Object.entries(more.sections ?? {})), ...(more.base ? { base: more.base } : {}) },
  } as unknown as Database;
}

describe("columns that look like one thing renamed", () => {
  it.each([
    ["name", "fullName"],
    ["email", "emailAddress"],
    ["preview_img", "preview_img_url"],
    ["organisation", "organization"],
    ["Label", "label"],
    ["userid", "user_id"],
  ])("%s and %s", (a, b) => expect(alike(a, b)).toBe(true));

  it.each([
    ["created_at", "deleted_at"],
    ["isActive", "isDeleted"],
    ["bio", "avatar"],
    ["company_id", "team_id"],
    ["startDate", "endDate"],
  ])("not %s and %s", (a, b) => expect(alike(a, b)).toBe(false));
});

describe("what a cast does to values that do not fit", () => {
  it.each([
    [type("text"), type("character varying", 50), "values longer than 50 characters make it fail", false],
    [type("bigint"), type("integer"), "values beyond the range of integer make it fail", false],
    [type("numeric", 12, 4), type("numeric", 12, 2), "values are rounded to 2 decimal places", true],
    [type("numeric", 12, 2), type("numeric", 8, 2), "values of more than 6 digits before the point make it fail", false],
    [type("double precision"), type("integer"), "values are rounded to whole numbers", true],
    [type("timestamp without time zone", 6), type("timestamp without time zone", 0), "values are rounded to whole seconds", true],
    [type("timestamp with time zone"), type("date"), "the time of day is cut off", true],
    [type("text"), type("uuid"), "values that are no valid uuid make it fail", false],
  ])("%j to %j", (from, to, what, silent) => expect(castLoss(from, to)).toEqual({ what, silent }));
});

describe("names in SQL", () => {
  it("shortens a derived name to PostgreSQL's 63 bytes and keeps what it says", () => {
    expect(derivedName("users", ["email"], "filled")).toBe("users_email_filled");
    const long = derivedName("ü".repeat(40), ["e".repeat(40)], "filled");
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(63);
    expect(long.endsWith("_filled")).toBe(true);
  });

  it("writes types as PostgreSQL does", () => {
    expect(typeText(type("timestamp with time zone", 3))).toBe("timestamp(3) with time zone");
    expect(typeText(type("numeric", 8, 2))).toBe("numeric(8,2)");
    expect(typeText({ ...type("Role"), category: "enum", list: true })).toBe('"Role"[]');
  });

  it("requires a column in the way of the server's version", () => {
    expect(requireInSteps("User", "name", 18)).toContain('ADD CONSTRAINT "User_name_filled" NOT NULL name NOT VALID');
    expect(requireInSteps("User", "name", 17)).toContain("CHECK (name IS NOT NULL) NOT VALID");
    expect(requireInSteps("users", "name", 17)).not.toContain("users_name_not_null");
  });

  it("finds an identifier only where it stands alone", () => {
    expect(names('SET "full_name" = name', "name")).toBe(true);
    expect(names("SET full_name = first_names", "name")).toBe(false);
    expect(names("", "name")).toBe(false);
  });
});

describe("plans", () => {
  it.each(["n/a", "None.", "- TBD", "", "not applicable"])("takes %j for no plan", (text) => expect(planText(database({}, { sections: { rollback: text } }), "rollback")).toBe(""));

  it("reads the section under any heading of the configuration", () => {
    expect(planText(database({}, { sections: { "rollback plan": "Drop `x`." } }), "rollback")).toBe("Drop `x`.");
    expect(planText(database({}, { sections: { deployment: "Drop `x`." } }), "rollback")).toBe("");
    expect(planText(database({ plans: { rollback: ["way back"], backfill: [] } }, { sections: { "way back": "Drop `x`." } }), "rollback")).toBe("Drop `x`.");
  });

  it("knows whether the plan names its subject, and where lost data comes back from", () => {
    expect(planNames("drop `Total` of orders again", ["auth.orders"])).toBe(true);
    expect(planNames("revert the commit", ["orders", "total"])).toBe(false);
    expect(namesBackup("from last night's backup")).toBe(true);
    expect(namesBackup("revert the commit")).toBe(false);
  });
});

describe("freeze windows", () => {
  const window = { from: "2026-12-18T18:00", to: "2027-01-04", timezone: "Europe/Berlin", branches: ["main", "release/*"], reason: "" };
  const at = (now: string, base?: string) => freezeNow(database({ freeze: [window] }, { now, ...(base ? { base } : {}) })) !== undefined;

  it("begin and end by the clocks of their zone, the end not included", () => {
    expect(at("2026-12-18T16:59:59Z")).toBe(false);
    expect(at("2026-12-18T17:00:00Z")).toBe(true);
    expect(at("2027-01-03T22:59:59Z")).toBe(true);
    expect(at("2027-01-03T23:00:00Z")).toBe(false);
  });

  it("hold for the branches that they name", () => {
    expect(at("2026-12-24T12:00:00Z", "main")).toBe(true);
    expect(at("2026-12-24T12:00:00Z", "release/9")).toBe(true);
    expect(at("2026-12-24T12:00:00Z", "release/9/x")).toBe(false);
    expect(at("2026-12-24T12:00:00Z", "develop")).toBe(false);
  });

  it("never hold at a time, or in a zone, that cannot be read", () => {
    expect(at("yesterday")).toBe(false);
    expect(freezeNow(database({ freeze: [{ ...window, timezone: "Mars/Olympus" }] }, { now: "2026-12-24T12:00:00Z" }))).toBeUndefined();
  });
});

describe("data changes that grow with the table", () => {
  const HISTORY = [
    { path: "migrations/0001_a.sql", text: "CREATE TABLE a (id bigint PRIMARY KEY, b_id bigint, x text, y text);\nCREATE TABLE b (id bigint PRIMARY KEY, x text);" },
  ];
  async function isBulk(sql: string): Promise<boolean> {
    const { findings } = await lint({ files: [{ path: "migrations/0002_b.sql", text: sql }], history: HISTORY, now: "2026-01-15T12:00:00Z" });
    return findings.some(({ rule }) => rule === "require-chunked-backfill");
  }

  it.each([
    "UPDATE a SET x = y;",
    "UPDATE a SET x = y WHERE x IS NULL;",
    'UPDATE a SET x = y WHERE (a."x" IS NULL) AND y IS NOT NULL;',
    "UPDATE a SET x = b.x FROM b WHERE b.id = a.b_id;",
    "UPDATE a SET x = (SELECT b.x FROM b WHERE b.id = a.b_id);",
    "INSERT INTO a (id, x) SELECT id, x FROM b;",
    "DO $$ BEGIN FOR i IN 1..100 LOOP UPDATE a SET x = y WHERE id = i; END LOOP; END $$;",
  ])("%s", async (sql) => expect(await isBulk(sql)).toBe(true));

  it.each([
    "UPDATE a SET x = y WHERE id = 1;",
    "UPDATE a SET x = y WHERE id IN (1, 2, 3);",
    "UPDATE a SET x = 'new' WHERE y = 'old';",
    "UPDATE a SET x = 'new' WHERE x = 'old';",
    "UPDATE a SET x = y WHERE x IS NULL AND y = 'paper';",
    "UPDATE a SET x = y WHERE x IS NOT NULL;",
    "UPDATE a SET x = NULL WHERE x IN (SELECT x FROM b);",
    "INSERT INTO a (id, x) VALUES (1, 'one');",
    "CREATE TABLE c (id bigint PRIMARY KEY, x text);\nINSERT INTO c (id, x) SELECT id, x FROM b;",
  ])("not %s", async (sql) => expect(await isBulk(sql)).toBe(false));
});

it("orders lock modes by strength", () => {
  expect(isAtLeast("ACCESS EXCLUSIVE", "SHARE")).toBe(true);
  expect(isAtLeast("SHARE", "SHARE")).toBe(true);
  expect(isAtLeast("SHARE UPDATE EXCLUSIVE", "SHARE")).toBe(false);
});
