/** Second normal form: what depends on one part of a compound key belongs to the row that this part names. */
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { copyAdvice, keyWords, newCopies, OWN_WORDS, standing } from "../questions/tables/copied-fields.ts";
import { RECORDS, SNAPSHOT_WORDS } from "../questions/tables/records.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const BASE = `model User {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}  email     String   @unique\n  role      String\n  members   Member[]\n}

model Project {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}  title     String\n  members   Member[]\n}\n`;
const member = (line: string, name = "Member", key = "@@id([userId, projectId])") =>
  `${BASE.replaceAll("Member[]", `${name}[]`)}\nmodel ${name} {\n  userId    BigInt\n  projectId BigInt\n${TIMES}  user      User     @relation(fields: [userId], references: [id], onDelete: Cascade)\n  project   Project  @relation(fields: [projectId], references: [id], onDelete: Cascade)\n${line}\n  ${key}\n  @@index([projectId])\n}\n`;
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const SQL_BASE = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);\nCREATE TABLE projects (id bigint PRIMARY KEY, title text NOT NULL);";
const sqlMember = (line: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE members (user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, project_id bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE, ${line}, ${SQL_TIMES}, PRIMARY KEY (user_id, project_id));\nCREATE INDEX ON members (project_id);`;

export const noPartialDependency = defineRule({
  id: "no-partial-dependency",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Keep what depends on one part of the key where that part is the key",
  why: "`userEmail` in (`userId`, `projectId`) depends on the user alone: the same address stands in as many rows as the user has projects. A change has to find them all, one that is missed makes two rows contradict each other, and the database cannot tell which of them is right.",
  remedy:
    "Read the field through the relation. If the copy is meant, say what it is made of and how it is made again: `/// @denormalized source: User.email rebuild: …` above the field, or `COMMENT ON COLUMN … IS '@denormalized source: … rebuild: …'`.",
  quiet: [
    "copies declared by `@denormalized` on the field or the model, or whose comment says `denormalized`",
    `what keeps the past: names with ${list(SNAPSHOT_WORDS.slice(0, 4))}… or \`at\` in the middle (\`priceAtPurchase\`), logs, ledgers, and tables of ${list(RECORDS.slice(0, 4))}…`,
    `fields that say something of the pair: their last word is in \`own\` (${list(OWN_WORDS.slice(0, 4))}…); times, flags, documents, ids`,
    "values whose source is not a field of the model that the key part refers to, or is of another type",
    "references that may be empty: the name then stands for somebody who has no row",
    "columns that are part of a key themselves; columns that stood before",
  ],
  heuristic: true,
  options: { own: { default: OWN_WORDS, description: "Last words of fields that are the pair's own, although the model referred to has a field of that name" } },
  *check(database, options) {
    for (const copy of newCopies(database, options.list("own"))) {
      const { table, column, key, parent, source } = copy;
      const stands = standing(table, key);
      if (stands.is !== "part") continue;
      const [name, original] = [column.field ?? column.name, `${tableName(parent)}.${source.field ?? source.name}`];
      yield {
        span: column.span,
        message: `${code(`${tableName(table)}.${name}`)} depends on ${keyWords(table, key)} alone, a part of the key ${list(columnNames(table, stands.of))}: it repeats ${code(original)} in each of these rows, and a change there leaves them stale.`,
        advice: copyAdvice(database, copy),
      };
    }
  },
  examples: {
    bad: [
      { title: "the user's address in a membership", schema: member("  userEmail String\n") },
      {
        title: "a key beside a surrogate id",
        schema: member("  id        BigInt   @id @default(autoincrement())\n  projectTitle String\n", "Member", "@@unique([userId, projectId])"),
      },
      { title: "added to an old model", schema: { before: member(""), after: member("  userEmail String?\n") } },
      {
        title: "a key part without a relation",
        schema: member("  userEmail String\n")
          .replace("  members   Member[]\n", "")
          .replace(/ {2}user {6}User.*\n/, ""),
        config: { rules: { "require-relation": "off" } },
      },
      { title: "in SQL", history: SQL_BASE, migration: sqlMember("user_email text NOT NULL") },
    ],
    good: [
      { title: "read through the relation", schema: member("") },
      { title: "the role is the pair's own", schema: member("  userRole  String\n") },
      { title: "documented", schema: member("  /// @denormalized source: User.email rebuild: nightly job `sync-members`\n  userEmail String\n") },
      {
        title: "documented for the whole model",
        schema: member("  userEmail String\n").replace("model Member", "/// @denormalized source: User\n/// rebuild: truncate, then npm run fill-members\nmodel Member"),
      },
      { title: "as it was at some time", schema: member("  userEmailAtInvitation String\n") },
      { title: "a booking keeps the name it was made under", schema: member("  userEmail String\n", "Booking") },
      { title: "no such field on the other side", schema: member("  userNickname String\n") },
      {
        title: "documented in SQL",
        history: SQL_BASE,
        migration: `${sqlMember("user_email text NOT NULL")}\nCOMMENT ON COLUMN members.user_email IS '@denormalized source: users.email rebuild: SELECT sync_members()';`,
      },
      {
        title: "documented beside the column",
        history: SQL_BASE,
        migration: sqlMember("user_email text NOT NULL, -- @denormalized source: users.email rebuild: SELECT sync_members()\n last_seen timestamptz"),
      },
    ],
  },
});
