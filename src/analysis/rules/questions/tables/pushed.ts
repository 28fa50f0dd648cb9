/** Schema edits of a repository that keeps no migrations: `prisma db push` applies them as they stand, so rules judge the edit itself. */
import type { Change } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";

export function pushedChanges(database: Database): readonly Change[] {
  // Where the last schema file goes, the database moves to another folder or product: nobody pushes that.
  return database.language === "prisma" && !database.hasMigrations && database.schemaFiles.length > 0 ? database.changes : [];
}
