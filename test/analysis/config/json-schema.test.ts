import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../../src/analysis/config/json-schema.ts";
import { rules } from "../../../src/analysis/rules/index.ts";

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** Every key of the schema, as `rules.no-x.severity`. */
function* keys(node: Node, path = ""): Generator<[key: string, node: Node]> {
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    const key = path === "" ? name : `${path}.${name}`;
    yield [key, inner];
    yield* keys(inner, key);
  }
  for (const inner of [node.items, node.additionalProperties, ...(node.anyOf ?? [])]) if (typeof inner === "object") yield* keys(inner, path);
}

describe("the JSON Schema of the configuration", () => {
  const schema = configJsonSchema(rules) as Node;
  const all = [...keys(schema)];

  it("describes every key", () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(([, node]) => !node.description).map(([key]) => key)).toEqual([]);
  });

  it("knows every rule and no other", () => {
    expect(Object.keys(schema.properties?.rules?.properties ?? {})).toEqual(rules.map(({ id }) => id));
    expect(schema.properties?.rules?.additionalProperties).toBe(false);
  });
});
