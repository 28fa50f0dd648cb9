/** What a cast that does not keep every value does to those that do not fit, in words. Whether it is one, `typeChange()` of the model knows. */
import type { ColumnType } from "../../../../model/schema.ts";

/** A clause about the values, and whether they are changed for good rather than refused. */
export interface CastLoss {
  readonly what: string;
  readonly silent: boolean;
}

const INTEGERS = ["smallint", "integer", "bigint"];
const TEXTS = ["text", "character varying", "character", "citext"];

export function castLoss(from: ColumnType, to: ColumnType): CastLoss {
  if (from.list && !to.list) return fails("a list does not fit into one value");
  if (TEXTS.includes(to.name)) return fails(`values longer than ${to.modifiers[0] ?? 1} characters make it fail`);
  if (to.category === "enum") return fails("values that the enum does not list make it fail");
  if (TEXTS.includes(from.name)) return fails(`values that are no valid ${to.name} make it fail`);
  if (INTEGERS.includes(to.name)) return INTEGERS.includes(from.name) ? fails(`values beyond the range of ${to.name} make it fail`) : loses("values are rounded to whole numbers");
  if (to.name === "numeric") return intoNumeric(from, to);
  if (to.name === "real" || to.name === "double precision") return loses(`values keep ${to.name === "real" ? 6 : 15} digits only`);
  if (to.name === "date") return loses("the time of day is cut off");
  if (from.name.startsWith("timestamp") && to.name.startsWith("time ")) return loses("the date is cut off");
  if (from.name === to.name && /^time/.test(to.name))
    return loses(to.modifiers[0] === 0 ? "values are rounded to whole seconds" : `seconds keep ${to.modifiers[0]} decimal places only`);
  return fails("values that do not fit make it fail");
}

/** `ALTER TABLE` itself refuses a numeric that is too large, and rounds one that is too fine (manual §8.1.2). */
function intoNumeric(from: ColumnType, to: ColumnType): CastLoss {
  const [precision = 0, scale = 0] = to.modifiers;
  const [had, hadScale = 0] = from.name === "numeric" ? from.modifiers : [];
  const fitsBefore = had !== undefined && had - hadScale <= precision - scale;
  return fitsBefore ? loses(`values are rounded to ${scale} decimal places`) : fails(`values of more than ${precision - scale} digits before the point make it fail`);
}

function fails(what: string): CastLoss {
  return { what, silent: false };
}

function loses(what: string): CastLoss {
  return { what, silent: true };
}
