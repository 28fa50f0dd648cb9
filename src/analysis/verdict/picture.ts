/** What a summary shows beside the findings: each added migration, the change as a diagram, the rollouts that are open. */
import type { Config } from "../../model/config.ts";
import type { Database } from "../../model/database.ts";
import { added } from "../../model/migration.ts";
import type { Verdict } from "../../model/verdict.ts";
import { ledgerOf } from "../phases/ledger.ts";
import { diagramOf } from "./diagram.ts";
import { summarize } from "./migrations.ts";

export type Picture = Pick<Verdict, "migrations" | "diagram" | "ledger">;

export function pictureOf(databases: readonly Database[], config: Config): Picture {
  const ledger = databases.flatMap((database) => ledgerOf(database, config.rollout.staleAfterDays));
  return {
    migrations: databases.flatMap((database) => added(database.migrations)).map(summarize),
    diagram: diagramOf(databases),
    ...(ledger.length === 0 ? {} : { ledger }),
  };
}
