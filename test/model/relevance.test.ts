import { describe, expect, it } from "vitest";
import { databaseRoot, isCodePath, isConfigPath, isMigrationPath, isSchemaPath, migrationsFolder, neededPaths, relevantChanges } from "../../src/model/relevance.ts";

const tree = [
  "README.md",
  "package.json",
  "docker-compose.yml",
  ".github/workflows/ci.yml",
  "apps/web/package.json",
  "apps/web/src/users.ts",
  "apps/web/src/orders.ts",
  "packages/billing/package.json",
  "packages/billing/prisma/migrations/1_init/migration.sql",
  "packages/billing/prisma/migrations/migration_lock.toml",
  "packages/billing/prisma/schema.prisma",
  "packages/main/package.json",
  "packages/main/prisma/migrations/1_init/migration.sql",
  "packages/main/prisma/migrations/2_more/migration.sql",
  "packages/main/prisma/schema/order.prisma",
  "packages/main/prisma/schema/user.prisma",
  "node_modules/x/schema.prisma",
];

function needed(...paths: string[]): string[] {
  return neededPaths(
    paths.map((path) => ({ path, status: "modified" as const })),
    tree,
  );
}

describe("the files that a review needs", () => {
  it("are none for a change of prose", () => {
    expect(needed("README.md", "docs/a.png")).toEqual([]);
    expect(relevantChanges([{ path: "README.md", status: "added" }])).toEqual([]);
  });

  it("are the schema, its history and the configuration above them, not another database's", () => {
    expect(needed("packages/main/prisma/schema/user.prisma")).toEqual([
      ".github/workflows/ci.yml",
      "docker-compose.yml",
      "package.json",
      "packages/main/package.json",
      "packages/main/prisma/migrations/1_init/migration.sql",
      "packages/main/prisma/migrations/2_more/migration.sql",
      "packages/main/prisma/schema/order.prisma",
      "packages/main/prisma/schema/user.prisma",
    ]);
  });

  it("are the same for a new migration", () => {
    const paths = neededPaths([{ path: "packages/billing/prisma/migrations/2_x/migration.sql", status: "added" }], tree);
    expect(paths).toContain("packages/billing/prisma/schema.prisma");
    expect(paths).toContain("packages/billing/prisma/migrations/migration_lock.toml");
    expect(paths.some((path) => path.startsWith("packages/main"))).toBe(false);
  });

  it("are all databases for code, but only the code that changed", () => {
    const paths = needed("apps/web/src/users.ts");
    expect(paths.filter((path) => path.endsWith(".prisma"))).toHaveLength(3);
    expect(paths.filter((path) => path.endsWith(".ts"))).toEqual(["apps/web/src/users.ts"]);
  });

  it("are schemas without history when only configuration changed", () => {
    const paths = needed("package.json");
    expect(paths.filter((path) => path.endsWith(".prisma"))).toHaveLength(3);
    expect(paths.some((path) => path.endsWith(".sql"))).toBe(false);
  });

  it("follow a rename to both places, and do not read the old path again", () => {
    const change = {
      path: "packages/billing/prisma/migrations/2_more/migration.sql",
      status: "renamed" as const,
      previousPath: "packages/main/prisma/migrations/2_more/migration.sql",
    };
    const paths = neededPaths([change], tree);
    expect(paths).toContain("packages/main/prisma/migrations/1_init/migration.sql");
    expect(paths).toContain("packages/billing/prisma/migrations/1_init/migration.sql");
    expect(paths).toContain(change.path);
    expect(paths).not.toContain(change.previousPath);
  });

  it("obey the globs of the configuration", () => {
    const rules = { ignore: (path: string) => path.startsWith("packages/billing/"), migrations: (path: string) => path.endsWith("migration.sql") };
    expect(relevantChanges([{ path: "packages/billing/prisma/schema.prisma", status: "modified" }], rules)).toEqual([]);
    expect(isMigrationPath("notes/query.sql", rules)).toBe(false);
    expect(isMigrationPath("notes/query.sql")).toBe(true);
  });

  it("cost one pass over a large tree", () => {
    const large = Array.from({ length: 100_000 }, (_, i) => `src/folder${i % 500}/file${i}.ts`).concat(tree);
    const changed = Array.from({ length: 3000 }, (_, i) => ({ path: `db/migrations/${i}_x.sql`, status: "added" as const }));
    expect(neededPaths(changed, large)).toHaveLength(3000 + 3);
  });
});

describe("paths by name", () => {
  it("tell schema, migrations, code and configuration apart", () => {
    expect(isSchemaPath("prisma/schema.prisma")).toBe(true);
    expect(isSchemaPath("node_modules/a/schema.prisma")).toBe(false);
    expect(isCodePath("src/a.tsx")).toBe(true);
    expect(isCodePath("src/a.d.ts")).toBe(false);
    expect(isCodePath("dist/a.js")).toBe(false);
    expect(isConfigPath("apps/api/Dockerfile")).toBe(true);
    expect(isConfigPath("deploy/api.Dockerfile")).toBe(true);
    expect(isConfigPath("prisma.config.ts")).toBe(true);
    expect(isConfigPath(".github/schema-review.yml")).toBe(true);
    expect(isConfigPath("src/package.json.ts")).toBe(false);
  });

  it("name the folder and the database of a migration", () => {
    expect(migrationsFolder("prisma/migrations/1_init/migration.sql")).toBe("prisma/migrations");
    expect(migrationsFolder("db/2019-01-01-000000_init/up.sql")).toBe("db");
    expect(migrationsFolder("sql/000001.sql")).toBe("sql");
    expect(migrationsFolder("supabase/migrations/2024_x.sql")).toBe("supabase/migrations");
    expect(migrationsFolder("x.sql")).toBe("");
    expect(databaseRoot("prisma/migrations/1_init/migration.sql")).toBe("prisma");
    expect(databaseRoot("prisma/schema/user.prisma")).toBe("prisma");
    expect(databaseRoot("schema.prisma")).toBe("");
  });
});
