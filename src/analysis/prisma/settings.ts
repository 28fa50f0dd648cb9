/** The datasource and the generators: which database this schema is for, and how. */
import type { PrismaSettings } from "../../model/schema.ts";
import type { Side } from "../../model/source.ts";
import { type Block, textOf, type Value } from "./blocks.ts";
import { listed } from "./models.ts";

interface File {
  readonly path: string;
  readonly side: Side;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A schema without a datasource is taken for PostgreSQL's; `postgres` is Prisma's other word for it. */
export function settingsOf(files: readonly File[]): PrismaSettings {
  const blocks = files.flatMap((file) => file.blocks.map((block) => ({ file, block })));
  const source = blocks.find(({ block }) => block.keyword === "datasource");
  const previews = blocks.filter(({ block }) => block.keyword === "generator").flatMap(({ block }) => listed(setting(block, "previewFeatures")));
  const provider = textOf(source && setting(source.block, "provider")) ?? "postgresql";
  const mode = source && textOf(setting(source.block, "relationMode") ?? setting(source.block, "referentialIntegrity"));
  const file = source?.file ?? files[0];
  return {
    provider: provider === "postgres" ? "postgresql" : provider,
    relationMode: mode === "prisma" ? "prisma" : "foreignKeys",
    url: source && written(source.file.text, setting(source.block, "url")),
    directUrl: source && written(source.file.text, setting(source.block, "directUrl")),
    previewFeatures: previews.flatMap((value) => textOf(value) ?? []),
    span: { path: file?.path ?? "", side: file?.side ?? "head", start: source?.block.start ?? 0, end: source?.block.end ?? 0 },
  };
}

function setting(block: Block, key: string): Value | undefined {
  return block.members.find((member) => member.name === key)?.value;
}

function written(text: string, value: Value | undefined): string | undefined {
  return value && text.slice(value.start, value.end);
}
