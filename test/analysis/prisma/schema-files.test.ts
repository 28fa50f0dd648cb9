import { describe, expect, it } from "vitest";
import { schemaPathOf } from "../../../src/analysis/prisma/config-paths.ts";
import { findSchemaFiles } from "../../../src/analysis/prisma/schema-files.ts";

const POSTGRES = 'datasource db {\n  provider = "postgresql"\n}\n';
const MODEL = "model A {\n  id Int @id\n}\n";

function groups(files: Record<string, string>, paths: { schema?: string[]; ignore?: string[] } = {}) {
  const snapshot = Object.entries(files).map(([path, before]) => ({ path, status: "unchanged" as const, before }));
  return findSchemaFiles(snapshot, { schema: paths.schema ?? [], migrations: [], code: [], ignore: paths.ignore ?? [] });
}

describe("which files form a schema", () => {
  it("a single file, named after its folder", () => {
    expect(groups({ "prisma/schema.prisma": POSTGRES })).toEqual([{ root: "prisma", paths: ["prisma/schema.prisma"] }]);
    expect(groups({ "schema.prisma": MODEL })).toEqual([{ root: "", paths: ["schema.prisma"] }]);
  });

  it("a folder of files, named after the folder that holds the migrations", () => {
    const files = { "packages/db/prisma/schema/schema.prisma": POSTGRES, "packages/db/prisma/schema/user.prisma": MODEL };
    const paths = Object.keys(files);
    expect(groups(files)).toEqual([{ root: "packages/db/prisma", paths }]);
    expect(groups({ ...files, "packages/db/prisma/migrations/0001_init/migration.sql": "" })).toEqual([{ root: "packages/db/prisma", paths }]);
    expect(groups({ ...files, "packages/db/prisma/schema/migrations/0001_init/migration.sql": "" })).toEqual([{ root: "packages/db/prisma/schema", paths }]);
  });

  it("a folder of files beside a file that kept the datasource alone", () => {
    const files = { "db/prisma/schema.prisma": POSTGRES, "db/prisma/schema/schema.prisma": `${POSTGRES}${MODEL}`, "db/prisma/migrations/0001_init/migration.sql": "" };
    expect(groups(files)).toEqual([
      { root: "db/prisma", paths: ["db/prisma/schema/schema.prisma"] },
      { root: "db/prisma/schema", paths: ["db/prisma/schema.prisma"] },
    ]);
  });

  it("a schema that moves is one, whether or not git saw the move; another one that goes is not taken for it", () => {
    const paths = { schema: [], migrations: [], code: [], ignore: [] };
    const text = `${POSTGRES}${MODEL}`;
    const added = { path: "packages/db/prisma/schema.prisma", status: "added", after: text } as const;
    const removed = (before: string) => ({ path: "prisma/schema.prisma", status: "removed", before }) as const;
    expect(findSchemaFiles([added, removed(text)], paths)).toEqual([{ root: "packages/db/prisma", paths: ["packages/db/prisma/schema.prisma", "prisma/schema.prisma"] }]);
    expect(findSchemaFiles([added, removed(text.replace("model A", "model B"))], paths).map(({ root }) => root)).toEqual(["packages/db/prisma", "prisma"]);
  });

  it("a file with the datasource and folders of models below it", () => {
    expect(groups({ "prisma/schema.prisma": POSTGRES, "prisma/models/a.prisma": MODEL, "prisma/models/b.prisma": MODEL })).toEqual([
      { root: "prisma", paths: ["prisma/models/a.prisma", "prisma/models/b.prisma", "prisma/schema.prisma"] },
    ]);
  });

  it("what prisma.config.ts names, with its migrations elsewhere", () => {
    const config = 'export default defineConfig({\n  // schema: "old.prisma",\n  schema: "./db/models",\n  migrations: { path: "db/history/migrations" },\n});';
    expect(groups({ "apps/api/prisma.config.ts": config, "apps/api/db/models/a.prisma": MODEL, "apps/api/db/models/deep/b.prisma": MODEL })).toEqual([
      { root: "apps/api/db/history", paths: ["apps/api/db/models/a.prisma", "apps/api/db/models/deep/b.prisma"] },
    ]);
  });

  it("what package.json names; a broken package.json names nothing", () => {
    const files = { "tools/prisma/schema.prisma": MODEL, "tools/prisma/extra.prisma": MODEL };
    expect(groups({ "package.json": '{"prisma":{"schema":"tools/prisma"}}', ...files })).toEqual([
      { root: "tools/prisma", paths: ["tools/prisma/extra.prisma", "tools/prisma/schema.prisma"] },
    ]);
    expect(groups({ "package.json": '{"prisma":', "prisma/schema.prisma": POSTGRES })).toEqual([{ root: "prisma", paths: ["prisma/schema.prisma"] }]);
  });

  it("several databases of one repository stay apart", () => {
    expect(groups({ "apps/a/prisma/schema.prisma": POSTGRES, "apps/b/prisma/schema.prisma": POSTGRES }).map(({ root }) => root)).toEqual(["apps/a/prisma", "apps/b/prisma"]);
  });

  it("two schemas in one folder: schema.prisma has the migrations, another database is left out", () => {
    const mysql = POSTGRES.replace("postgresql", "mysql");
    expect(groups({ "prisma/mysql.prisma": mysql, "prisma/schema.prisma": POSTGRES })).toEqual([{ root: "prisma", paths: ["prisma/schema.prisma"] }]);
    expect(groups({ "prisma/reports.prisma": POSTGRES, "prisma/schema.prisma": POSTGRES })).toEqual([
      { root: "prisma", paths: ["prisma/schema.prisma"] },
      { root: "prisma/reports", paths: ["prisma/reports.prisma"] },
    ]);
  });

  it.each(["mysql", "sqlite", "mongodb", "sqlserver", "cockroachdb"])("a schema of %s is not ours", (provider) => {
    expect(groups({ "prisma/schema.prisma": POSTGRES.replace("postgresql", provider) })).toEqual([]);
  });

  it("globs of the configuration choose and leave out", () => {
    const files = { "a/schema.prisma": POSTGRES, "b/schema.prisma": POSTGRES, "b/fixtures/schema.prisma": POSTGRES };
    expect(groups(files, { schema: ["b/**/*.prisma"], ignore: ["**/fixtures/**"] })).toEqual([{ root: "b", paths: ["b/schema.prisma"] }]);
  });
});

describe("prisma.config.ts", () => {
  it.each([
    ['export default { schema: "prisma/schema.prisma" }', "prisma/schema.prisma"],
    ["export default defineConfig({ earlyAccess: true, schema: './prisma' })", "./prisma"],
    ['export default { "schema": path.join("prisma", "schema") }', "prisma/schema"],
    ['export default { schema: path.join(import.meta.dirname, "prisma", "schema.prisma") }', "prisma/schema.prisma"],
    ['export default { /* schema: "a" */ schema: "b" }', "b"],
    ["export default { schema: somewhere() }", undefined],
    ['export default { url: "https://x", schema: "c" }', "c"],
    ["", undefined],
  ])("%s", (text, path) => {
    expect(schemaPathOf(text)).toBe(path);
  });
});
