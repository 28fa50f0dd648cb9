/** The JSON Schema of the configuration file, for editors: docs/schema-review.schema.json. */
import { z } from "zod";
import type { Rule } from "../../model/rule.ts";
import { fileSchema } from "./file-schema.ts";

export function configJsonSchema(rules: readonly Rule[]): object {
  const { $schema, ...schema } = z.toJSONSchema(fileSchema(rules), { io: "input", unrepresentable: "any" });
  return {
    $schema,
    $id: "https://raw.githubusercontent.com/schema-review/schema-review/main/docs/schema-review.schema.json",
    title: "schema-review",
    description: "The configuration of schema-review: .github/schema-review.yml on the default branch. Every key may be left out.",
    ...schema,
  };
}
