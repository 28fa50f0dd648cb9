/** The repository of these stories. */
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import type { Files } from "./fake/state.ts";

export const MIGRATION = "prisma/migrations/20260301000000_drop/migration.sql";

export const SHOP: Files = {
  "README.md": "# shop\n",
  "package.json": '{ "dependencies": { "prisma": "6.14.0" } }\n',
  "src/app.ts": "export const a = 1;\n",
  "prisma/schema.prisma": "model User {\n  id Int @id\n  nickname String?\n}\n",
  "prisma/migrations/20260101000000_init/migration.sql": "CREATE TABLE users (id integer PRIMARY KEY, nickname text, mail text);\n",
};

export const DROPS_COLUMN = { [MIGRATION]: "-- A column that nobody needs.\nALTER TABLE users DROP COLUMN nickname;\n" };

export function openShop(files: Files = SHOP): Promise<Office> {
  return openOffice(files, {
    examine: smallExamine,
    rules: {
      "require-concurrent-index": "# require-concurrent-index\n\nCreate indexes concurrently.\n",
      "no-rename-in-disguise": "# no-rename-in-disguise\n",
      "no-drop-in-same-deploy": "# no-drop-in-same-deploy\n",
      "no-drop-table": "# no-drop-table\n",
    },
  });
}

/** The newest check run on the pull request's head, as GitHub shows it beside the merge button. */
export function checkOf({ github }: Office, number: number): { name: string; status: string; conclusion: string | null; title: string } | undefined {
  const pull = github.pullOf(number);
  const check = pull && github.checks.findLast(({ head }) => head === github.headOf(pull));
  return check && { name: check.name, status: check.status, conclusion: check.conclusion, title: check.output.title };
}
