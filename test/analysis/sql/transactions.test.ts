import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { annotationsOf } from "../../../src/analysis/sql/layout-parts.ts";
import { transactionsOf } from "../../../src/analysis/sql/transactions.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Runner } from "../../../src/model/migration.ts";
import type { Index } from "../../../src/model/schema.ts";

const span = { path: "m.sql", side: "head" as const, start: 0, end: 1 };
const index: Index = { columns: [], unique: false, constraint: false, nullsNotDistinct: false, method: "btree", include: [], span };

/** The words of a migration: w a write, C a concurrent index, V VACUUM, B BEGIN, E COMMIT, R ROLLBACK, S SAVEPOINT. */
const CHANGES: Readonly<Record<string, Change>> = {
  w: { kind: "insert", table: "t", isNew: false, fromSelect: false, reads: [], bounded: true, guarded: false, span },
  C: { kind: "add-index", table: "t", isNew: false, index, concurrently: true, ifNotExists: false, onlyParent: false, span },
  V: { kind: "vacuum", table: "t", isNew: false, full: false, span },
  B: { kind: "begin", span },
  E: { kind: "commit", span },
  R: { kind: "rollback", span },
  S: { kind: "savepoint", span },
};

function statements(words: string): { changes: Change[] }[] {
  return [...words].map((word) => ({ changes: [CHANGES[word]!] }));
}

function runner(transaction: Runner["transaction"], name: Runner["name"] = "plain"): Runner {
  return { name, transaction, evidence: "test" };
}

/** `1 1 - 2?`: the number, `-` for none, `?` for may. */
function told(words: string, given: Runner, annotations: string[] = []): string {
  return transactionsOf(statements(words), given, { annotations })
    .map(({ transaction, certainty }) => `${transaction ?? "-"}${certainty === "may" ? "?" : ""}`)
    .join(" ");
}

describe("the runner's profile", () => {
  it("wraps each file", () => {
    expect(told("w", runner("per-file"))).toBe("1");
    expect(told("wCw", runner("per-file"))).toBe("1 1 1");
  });

  it("runs each statement alone", () => {
    expect(told("wCw", runner("none"))).toBe("- - -");
  });

  it("sends the file as one query: several statements are a transaction, a lone one is none", () => {
    expect(told("ww", runner("implicit"))).toBe("1 1");
    expect(told("C", runner("implicit"))).toBe("-");
  });

  it("is unknown: several statements may be a transaction, a lone one may be in one", () => {
    expect(told("wC", runner("unsure"))).toBe("1? 1?");
    expect(told("C", runner("unsure"))).toBe("-?");
  });
});

describe("Prisma from 7.4 and Supabase", () => {
  for (const name of ["prisma", "supabase"] as const) {
    it(`${name}: a file without CONCURRENTLY is one transaction, one with it is unsure`, () => {
      expect(told("ww", runner("unsure", name))).toBe("1 1");
      expect(told("wC", runner("unsure", name))).toBe("1? 1?");
      expect(told("C", runner("unsure", name))).toBe(name === "prisma" ? "-" : "-?");
    });
  }
});

describe("Flyway", () => {
  it("leaves out the transaction when every statement refuses one", () => {
    expect(told("CC", runner("per-file", "flyway"))).toBe("- -");
  });

  it("keeps it for a mixed file, which then fails", () => {
    expect(told("wC", runner("per-file", "flyway"))).toBe("1 1");
  });
});

describe("an author's own words", () => {
  it.each([
    ["-- +goose Up\n-- +goose NO TRANSACTION\nCREATE …", "- -"],
    ["-- +goose no transaction\n-- +goose Up\n", "- -"],
    ["-- +goose Up\n-- about transactions\n", "1 1"],
    ["-- migrate:up transaction:false\n", "1 1"],
    ["-- postgres-migrations disable-transaction\n", "1 1"],
    ["SELECT 1;\n-- postgres-migrations disable-transaction\n", "1 1"],
    ["-- no-transaction\n", "1 1"],
  ])("%j", (text, expected) => {
    expect(told("wC", runner("per-file"), annotationsOf(text))).toBe(expected);
  });

  it("lets a lone concurrent index out of the transaction", () => {
    expect(told("C", runner("per-file"), annotationsOf("-- migrate:up transaction:false\nCREATE INDEX …"))).toBe("-");
    expect(told("C", runner("per-file", "diesel"), ["run_in_transaction = false"])).toBe("-");
    expect(told("C", runner("per-file", "diesel"), ["run_in_transaction = true"])).toBe("1");
  });
});

describe("BEGIN and COMMIT in the file", () => {
  it("make transactions where the runner makes none", () => {
    expect(told("wBwwEwBwR", runner("none"))).toBe("- 1 1 1 1 - 2 2 2");
  });

  it("prove what was unsure", () => {
    expect(told("BwE", runner("unsure"))).toBe("1 1 1");
    expect(told("wBwE", runner("unsure"))).toBe("1? 1 1 1");
  });

  it("leave the runner's transaction with COMMIT", () => {
    expect(told("wEwC", runner("per-file"))).toBe("1 1 - -");
  });

  it("nest in nothing: a second BEGIN opens no second transaction", () => {
    expect(told("wBwEw", runner("per-file"))).toBe("1 1 1 1 -");
  });

  it("keep to the transaction over savepoints", () => {
    expect(told("BwSwE", runner("none"))).toBe("1 1 1 1 1");
  });
});

describe("PostgreSQL itself", () => {
  let db: PGlite;
  beforeAll(async () => {
    db = new PGlite();
    await db.exec("CREATE TABLE seen (place int, xact xid8)");
  });
  afterAll(() => db.close());

  const SQL: Readonly<Record<string, string>> = { B: "BEGIN", E: "COMMIT", S: "SAVEPOINT s" };

  /** The first statement of each transaction that the writes ran in, by place: writes with one number ran together. */
  async function observed(words: string, send: (sql: string[]) => Promise<void>): Promise<Map<number, string>> {
    await db.exec("TRUNCATE seen");
    await send([...words].map((word, place) => SQL[word] ?? `INSERT INTO seen VALUES (${place}, pg_current_xact_id())`));
    const { rows } = await db.query<{ place: number; xact: string }>("SELECT place, xact::text FROM seen");
    return new Map(rows.map(({ place, xact }) => [place, xact]));
  }

  function expectSameGroups(words: string, given: Runner, seen: Map<number, string>): void {
    const groups = transactionsOf(statements(words), given, { annotations: [] });
    const places = [...seen.keys()];
    expect(places.length).toBeGreaterThan(1);
    for (const a of places)
      for (const b of places) {
        if (a >= b) continue;
        const together = groups[a]?.transaction !== undefined && groups[a]?.transaction === groups[b]?.transaction;
        expect({ words, a, b, together }).toEqual({ words, a, b, together: seen.get(a) === seen.get(b) });
      }
  }

  it.each(["ww", "wBwE", "BwEw", "wEwBww", "wBwwEwwE", "BwSwEw", "BwEwBwE"])("groups one simple query as implicit does: %s", async (words) => {
    expectSameGroups(words, runner("implicit"), await observed(words, async (sql) => void (await db.exec(sql.join(";\n")))));
  });

  it.each(["ww", "wEww", "wBwE", "wEwBwwEw"])("groups single statements in the runner's transaction as per-file does: %s", async (words) => {
    const send = async (sql: string[]): Promise<void> => {
      for (const statement of ["BEGIN", ...sql, "COMMIT"]) await db.exec(statement);
    };
    expectSameGroups(words, runner("per-file"), await observed(words, send));
  });

  it.each(["ww", "wBwwEw"])("groups single statements on their own as none does: %s", async (words) => {
    const send = async (sql: string[]): Promise<void> => {
      for (const statement of sql) await db.exec(statement);
    };
    expectSameGroups(words, runner("none"), await observed(words, send));
  });

  it("refuses CONCURRENTLY beside another statement, and accepts it alone", async () => {
    await expect(db.exec("SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY seen_place ON seen (place)")).rejects.toThrow(/transaction block/);
    await expect(db.exec("BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY seen_place ON seen (place)")).rejects.toThrow(/transaction block/);
    await expect(db.exec("CREATE INDEX CONCURRENTLY seen_place ON seen (place)")).resolves.toBeDefined();
  });
});
