/** How a name can be put right: a local edit of what the database calls a thing, or the line as it should be. */
import type { Database } from "../../../../model/database.ts";
import type { Report } from "../../../../model/rule.ts";
import type { Fix } from "../../../../model/source.ts";
import { mapField, mapIndex, mapModel } from "../edits/map-edits.ts";
import { addRelationArgument } from "../edits/schema-edits.ts";
import { fieldType } from "../tables/field-shapes.ts";
import type { Fault } from "./name-demands.ts";
import type { NewName } from "./new-names.ts";

export function wayOut(database: Database, subject: NewName, fault: Fault): Pick<Report, "fix" | "advice"> {
  const fix = fixOf(database, subject, fault);
  if (fix)
    return {
      fix,
      advice: {
        language: "prisma",
        text: fix.text
          .trim()
          .replace(/^[,(]\s*/, "")
          .replace(/^(map: .*)\)$/, "$1"),
      },
    };
  const { of, field, name, table } = subject;
  if (fault.kind === "forbidden" || fault.expected === undefined) return {};
  if (of === "field" && field) {
    const keep = field.column === name ? ` @map(${JSON.stringify(name)})` : "";
    return { advice: { language: "prisma", text: `${fault.expected} ${fieldType(field)}${keep}`, title: "The field" } };
  }
  return of === "model" && table?.name === name
    ? { advice: { language: "prisma", text: `model ${fault.expected} {\n  @@map(${JSON.stringify(name)})\n}`, title: "The model" } }
    : {};
}

/** Names of the database are mapped; a name of the schema is used elsewhere too. */
function fixOf(database: Database, { of, table, field, index, key }: NewName, fault: Fault): Fix | undefined {
  if (fault.kind === "forbidden" || fault.expected === undefined || table?.model === undefined) return undefined;
  const { expected } = fault;
  if (of === "column") return field && mapField(database, field, expected);
  if (of === "table") return mapModel(database, table, expected);
  if (key) return key.name === undefined ? addRelationArgument(database, key, `map: ${JSON.stringify(expected)}`) : undefined;
  return index && mapIndex(database, table, index, expected);
}
