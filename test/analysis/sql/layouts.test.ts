import { describe, expect, it } from "vitest";
import { findLayouts, findMigrationFolders, type MigrationFolder } from "../../../src/analysis/sql/layouts.ts";
import type { Config } from "../../../src/model/config.ts";
import type { SnapshotFile } from "../../../src/model/snapshot.ts";

const anywhere: Config["paths"] = { schema: [], migrations: [], code: [], ignore: [] };

/** A repository as it stands: path → text; a list gives each file a line of its own. */
function repository(files: Readonly<Record<string, string>> | readonly string[]): SnapshotFile[] {
  const entries = Array.isArray(files) ? files.map((path) => [path, `-- ${path}\nSELECT 1;\n`] as const) : Object.entries(files);
  return entries.map(([path, before]) => ({ path, status: "unchanged" as const, before })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function folders(files: SnapshotFile[] | readonly string[] | Readonly<Record<string, string>>, paths: Partial<Config["paths"]> = {}): MigrationFolder[] {
  const snapshot = Array.isArray(files) && files.some((file) => typeof file === "object") ? (files as SnapshotFile[]) : repository(files as Readonly<Record<string, string>>);
  return findMigrationFolders(snapshot, { ...anywhere, ...paths });
}

function only(found: MigrationFolder[]): MigrationFolder {
  expect(found.map(({ path }) => path)).toHaveLength(1);
  return found[0]!;
}

function names(found: MigrationFolder[]): string[] {
  return only(found).files.map(({ name }) => name);
}

const LOCK = 'provider = "postgresql"\n';

describe("Prisma", () => {
  it("names each migration after its folder and the database after the folder of the schema", () => {
    const folder = only(
      folders({
        "packages/db/prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
        "packages/db/prisma/migrations/migration_lock.toml": LOCK,
        "packages/db/prisma/migrations/20240201_b/migration.sql": "SELECT 2;",
        "packages/db/prisma/migrations/20240101_a/migration.sql": "SELECT 1;",
        "packages/db/prisma/migrations/20240201_b/down.sql": "SELECT -2;",
      }),
    );
    expect(folder).toMatchObject({ layout: "prisma", root: "packages/db/prisma", path: "packages/db/prisma/migrations" });
    expect(folder.files.map(({ name }) => name)).toEqual(["20240101_a", "20240201_b"]);
    expect(folder.files[1]?.down).toEqual({ path: "packages/db/prisma/migrations/20240201_b/down.sql", text: "SELECT -2;" });
    expect(folder.files[0]?.down).toBeUndefined();
  });

  it("sorts names as text, as Prisma does", () => {
    expect(names(folders(["prisma/migrations/10_b/migration.sql", "prisma/migrations/9_a/migration.sql"]))).toEqual(["10_b", "9_a"]);
  });

  it("stands beside a folder of schema files too", () => {
    expect(only(folders({ "prisma/schema/user.prisma": "model User {}", "prisma/migrations/0_init/migration.sql": "SELECT 1;" })).root).toBe("prisma");
  });

  it("may lie at the root of the repository", () => {
    expect(only(folders(["migrations/0_init/migration.sql"]))).toMatchObject({ root: "", path: "migrations", layout: "prisma" });
  });

  it("reads no loose SQL beside the folders, and folders that end in .sql", () => {
    expect(names(folders(["prisma/migrations/1_a.sql/migration.sql", "prisma/migrations/notes.sql"]))).toEqual(["1_a.sql"]);
  });

  it("is left out when its lock file or its schema names another database", () => {
    const files = { "prisma/migrations/0_init/migration.sql": "SELECT 1;" };
    expect(folders({ ...files, "prisma/migrations/migration_lock.toml": 'provider = "mysql"' })).toEqual([]);
    expect(folders({ ...files, "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}' })).toEqual([]);
    expect(folders({ ...files, "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}' })).toHaveLength(1);
  });
});

describe("Drizzle", () => {
  const journal = (tags: string[], dialect = "postgresql"): string => JSON.stringify({ dialect, entries: tags.map((tag, idx) => ({ idx, tag })) });

  it("follows its journal", () => {
    const folder = only(
      folders({
        "drizzle/meta/_journal.json": journal(["0001_later_named_first", "0000_init"]),
        "drizzle/0000_init.sql": "SELECT 1;",
        "drizzle/0001_later_named_first.sql": "SELECT 2;",
      }),
    );
    expect(folder).toMatchObject({ layout: "drizzle", root: "" });
    expect(folder.files.map(({ name }) => name)).toEqual(["0001_later_named_first", "0000_init"]);
  });

  it("puts what the journal does not list last, and survives a broken journal", () => {
    expect(names(folders({ "drizzle/meta/_journal.json": journal(["0002_b"]), "drizzle/0001_a.sql": "", "drizzle/0002_b.sql": "" }))).toEqual(["0002_b", "0001_a"]);
    expect(names(folders({ "drizzle/meta/_journal.json": "{ not json", "drizzle/0002_b.sql": "", "drizzle/0001_a.sql": "" }))).toEqual(["0001_a", "0002_b"]);
  });

  it("is known by its breakpoints where there is no journal", () => {
    expect(only(folders({ "src/db/out/0000_init.sql": "CREATE TABLE a (b int);--> statement-breakpoint\nSELECT 1;" })).layout).toBe("drizzle");
  });

  it("keeps each migration in a folder since version 1", () => {
    const folder = only(folders({ "db/drizzle/20260101_a/migration.sql": "SELECT 1;", "db/drizzle/20260101_a/snapshot.json": "{}" }));
    expect(folder).toMatchObject({ layout: "drizzle", root: "db" });
  });

  it("is left out when its journal says another dialect", () => {
    expect(folders({ "drizzle/meta/_journal.json": journal(["0000_init"], "sqlite"), "drizzle/0000_init.sql": "SELECT 1;" })).toEqual([]);
  });
});

describe("Flyway", () => {
  it("orders versions by number, segment by segment, and repeatable migrations last", () => {
    const found = folders([
      "db/migration/V10__j.sql",
      "db/migration/V2__b.sql",
      "db/migration/V2_1__c.sql",
      "db/migration/V2.10__d.sql",
      "db/migration/R__views.sql",
      "db/migration/V1__a.sql",
    ]);
    expect(only(found)).toMatchObject({ layout: "flyway", root: "db" });
    expect(names(found)).toEqual(["V1__a", "V2__b", "V2_1__c", "V2.10__d", "V10__j", "R__views"]);
  });

  it("takes undo files as the way back", () => {
    const folder = only(folders(["db/migration/V2__b.sql", "db/migration/U2__b.sql"]));
    expect(folder.files).toHaveLength(1);
    expect(folder.files[0]?.down?.path).toBe("db/migration/U2__b.sql");
  });

  it("reads version folders as one history", () => {
    expect(names(folders(["db/migration/2.0/V2__b.sql", "db/migration/1.0/V1__a.sql"]))).toEqual(["1.0/V1__a", "2.0/V2__b"]);
  });

  it("reads the script configuration beside a file", () => {
    const folder = only(folders({ "db/migration/V1__a.sql": "SELECT 1;", "db/migration/V1__a.sql.conf": "executeInTransaction=false\n" }));
    expect(folder.files[0]?.annotations).toContain("executeInTransaction=false");
  });
});

describe("up and down", () => {
  it("golang-migrate keeps them in two files, numbered without zeros", () => {
    const folder = only(folders(["migrations/10_b.up.sql", "migrations/10_b.down.sql", "migrations/9_a.up.sql"]));
    expect(folder.layout).toBe("golang-migrate");
    expect(folder.files.map(({ name, down }) => [name, down?.path])).toEqual([
      ["9_a", undefined],
      ["10_b", "migrations/10_b.down.sql"],
    ]);
  });

  it("diesel keeps them in a folder; versions compare without dashes", () => {
    const folder = only(
      folders({
        "migrations/2024-01-02-000000_b/up.sql": "B",
        "migrations/2024-01-02-000000_b/down.sql": "-B",
        "migrations/00000000000000_init/up.sql": "I",
        "migrations/2024-01-02-000000_b/metadata.toml": "run_in_transaction = false\n",
      }),
    );
    expect(folder.layout).toBe("diesel");
    expect(folder.files.map(({ name, down }) => [name, down?.text])).toEqual([
      ["00000000000000_init", undefined],
      ["2024-01-02-000000_b", "-B"],
    ]);
    expect(folder.files[1]?.annotations).toContain("run_in_transaction = false");
  });

  it.each([
    ["goose", "-- +goose Up\n-- +goose NO TRANSACTION\nSELECT 1;\n", "-- +goose Down\nSELECT -1;\n"],
    ["dbmate", "-- migrate:up transaction:false\nSELECT 1;\n", "-- migrate:down\nSELECT -1;\n"],
    ["node-pg-migrate", "-- Up Migration\nSELECT 1;\n", "-- Down Migration\nSELECT -1;\n"],
  ])("%s keeps them in one file", (layout, up, down) => {
    const [file] = only(folders({ "db/history/20240101_a.sql": up + down })).files;
    expect(only(folders({ "db/history/20240101_a.sql": up + down })).layout).toBe(layout);
    expect(file?.text.slice(file.up?.start, file.up?.end)).toBe(up);
    expect(file?.down).toEqual({ path: "db/history/20240101_a.sql", text: down, start: up.length, end: up.length + down.length });
  });

  it("takes the comments above the marker as the author's instructions", () => {
    const text = "\ufeff-- +goose NO TRANSACTION\r\n-- +goose Up\r\nSELECT 1;\r\n";
    const [file] = only(folders({ "migrations/1_a.sql": text })).files;
    expect(file?.annotations).toEqual(["+goose NO TRANSACTION", "+goose Up"]);
    expect(file?.up).toEqual({ start: 0, end: text.length });
  });

  it("reads a down part that stands first, or alone", () => {
    const text = "-- migrate:down\nSELECT -1;\n-- migrate:up\nSELECT 1;\n";
    const [file] = only(folders({ "db/migrations/1_a.sql": text })).files;
    expect(file?.text.slice(file.up?.start, file.up?.end)).toBe("-- migrate:up\nSELECT 1;\n");
    expect(file?.down?.text).toBe("-- migrate:down\nSELECT -1;\n");
  });
});

describe("plain folders", () => {
  it("takes numbered files of a folder of migrations as one history", () => {
    const folder = only(folders(["migrations/0001_setup.sql", "migrations/0002_case.sql"]));
    expect(folder).toMatchObject({ layout: "plain", path: "migrations", root: "" });
    expect(folder.files.map(({ name }) => name)).toEqual(["0001_setup.sql", "0002_case.sql"]);
  });

  it("orders numbers by value where they are not padded", () => {
    expect(names(folders(["sql/migrations/10.sql", "sql/migrations/9.sql", "sql/migrations/1.sql"]))).toEqual(["1.sql", "9.sql", "10.sql"]);
  });

  it("recognises numbered files in a folder of any name", () => {
    expect(only(folders(["packages/db/0001-init.sql", "packages/db/0002.sql"])).root).toBe("packages/db");
  });

  it("takes all files of a folder of migrations that has no numbers, else only the numbered ones", () => {
    expect(names(folders(["migrations/b.sql", "migrations/a.sql"]))).toEqual(["a.sql", "b.sql"]);
    expect(names(folders(["migrations/001_a.sql", "migrations/schema.sql"]))).toEqual(["001_a.sql"]);
  });

  it("keeps two histories below one folder apart", () => {
    const found = folders(["migrations/tenant/0001-a.sql", "migrations/shared/0001-b.sql"]);
    expect(found.map(({ root, files }) => [root, files.length])).toEqual([
      ["migrations/shared", 1],
      ["migrations/tenant", 1],
    ]);
  });

  it("never gives two folders one root; Prisma's keeps it", () => {
    const found = folders(["db/migrations/0_a/migration.sql", "db/drizzle/0000_b.sql"]);
    expect(found.map(({ root, layout }) => [layout, root])).toEqual([
      ["plain", "db/drizzle"],
      ["prisma", "db"],
    ]);
  });

  it("reads Supabase's folder", () => {
    expect(only(folders(["supabase/migrations/20240101_a.sql", "supabase/seed.sql"]))).toMatchObject({ layout: "supabase", root: "supabase" });
  });

  it.each([
    ["db/seed.sql"],
    ["queries.sql"],
    ["db/queries/01_report.sql"],
    ["src/sql/find_user.sql"],
    ["sql/schema/v0.sql", "sql/schema/v1-core.sql"],
    ["prisma/custom/migration.sql"],
    ["src/test/db/01-auth-schema.sql", "src/test/db/02-dummy-data.sql"],
    ["docker/initdb/001_init.sql"],
    ["db/schema.sql"],
    ["test/__fixtures__/migrations/001.sql"],
  ])("does not take %s for a migration", (...paths) => {
    expect(folders(paths)).toEqual([]);
  });

  it("notices templates", () => {
    expect(only(folders({ "sql/000001.sql": "ALTER TABLE :APP_SCHEMA.jobs ADD a int;" })).placeholders).toBe(true);
    expect(only(folders({ "sql/000001.sql": "SELECT a::INT, b[1:2], 'x:Y' FROM t;" })).placeholders).toBeUndefined();
  });
});

describe("other databases", () => {
  it.each(["packages/shared/clickhouse/migrations/0001_a.sql", "db/mysql/migrations/0001_a.sql", "prisma/db-main-sqlite/migrations/0_a/migration.sql"])(
    "leaves out %s and says why",
    (path) => {
      const { folders: found, leftOut } = findLayouts(repository([path]), anywhere);
      expect(found).toEqual([]);
      expect(leftOut).toHaveLength(1);
      expect(leftOut[0]?.reason).toMatch(/its path says (clickhouse|mysql|sqlite)/);
    },
  );

  it("believes a path that names PostgreSQL too, and the lock file above all", () => {
    expect(folders(["mysql-to-postgres/migrations/0001_a.sql"])).toHaveLength(1);
    expect(folders({ "mysql/migrations/0_a/migration.sql": "", "mysql/migrations/migration_lock.toml": LOCK })).toHaveLength(1);
  });
});
