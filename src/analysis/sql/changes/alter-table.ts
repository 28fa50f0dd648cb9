/** ALTER TABLE: one change for each action, each with its own place in the text. */
import type { AlterTableCmd, AlterTableStmt } from "libpg-query";
import { commaParts, endOfName, isToken, type Part, tokenFrom, tokensOf } from "../lexer.ts";
import { open } from "../nodes.ts";
import { elsewhere, noEffect, relation, type Translation } from "../translation.ts";
import { ACTIONS, type Action } from "./alter-table-actions.ts";
import { alterIndex } from "./indexes.ts";

export function alterTable(t: Translation, node: AlterTableStmt): void {
  const table = relation(t, node.relation);
  if (node.objtype === "OBJECT_SEQUENCE") {
    elsewhere(t, { kind: "alter-sequence", name: table });
    return;
  }
  if (node.objtype === "OBJECT_TYPE") {
    elsewhere(t, { kind: "alter-type", name: table });
    return;
  }
  const commands = (node.cmds ?? []).flatMap((item) => open(item).AlterTableCmd ?? []);
  if (node.objtype === "OBJECT_INDEX" || t.catalog.state.indexes.has(table)) {
    for (const command of commands) alterIndex(t, table, node.relation?.relname ?? "", command);
    return;
  }
  const parts = actionParts(t, node, commands.length);
  commands.forEach((command, index) => {
    alter(t, table, command, parts[index] ?? t.place);
  });
}

function alter(t: Translation, table: string, command: AlterTableCmd, part: Part): void {
  const translate = command.subtype === undefined ? undefined : ACTIONS[command.subtype];
  const action: Action = { t, table, command, part, span: t.place.span(part.start, part.end) };
  if (translate) translate(action);
  else noEffect(t, `ALTER TABLE (${command.subtype ?? "unknown"})`);
}

/** `ALTER TABLE [IF EXISTS] [ONLY] name [*]` is followed by actions between commas. */
function actionParts({ place }: Translation, node: AlterTableStmt, count: number): Part[] {
  const { text, end } = place;
  let first = tokenFrom(text, endOfName(text, place.at(node.relation?.location), end), end);
  while (first && (first.kind === "comment" || isToken(text, first, "*") || isToken(text, first, ")"))) first = tokenFrom(text, first.end, end);
  if (!first) return [];
  if (count === 1) return [{ start: first.start, end }];
  const parts = commaParts(text, tokensOf(text, first.start, end), 0);
  return parts.length === count ? parts : [];
}
