/** A small shop's schema, and what code asks of it. */
import { readCode } from "../../../src/analysis/code/read-code.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import type { Query } from "../../../src/model/query.ts";

const SHOP = `
model User {
  id        String   @id @default(cuid())
  orgId     String   @map("org_id")
  email     String
  name      String?
  role      Role     @default(USER)
  balance   Int      @default(0)
  settings  Json?
  deletedAt DateTime? @map("deleted_at")
  createdAt DateTime @default(now()) @map("created_at")
  posts     Post[]

  @@unique([orgId, email])
  @@map("users")
}

model Post {
  id        Int      @id @default(autoincrement())
  title     String
  tags      String[]
  views     Int      @default(0)
  published Boolean  @default(false)
  authorId  String   @map("author_id")
  author    User     @relation(fields: [authorId], references: [id], onDelete: Cascade)
}

enum Role {
  USER
  ADMIN
}
`;

export const shop = readSchema([{ path: "prisma/schema.prisma", text: SHOP }], "head").schema;

export function read(text: string, { path = "src/service.ts", before }: { path?: string; before?: string } = {}) {
  const { code, gaps } = readCode({ path, text, ...(before !== undefined && { before }) }, [shop]);
  return { ...code, gaps };
}

export function queries(text: string, path?: string): readonly Query[] {
  const found = read(text, path === undefined ? {} : { path });
  if (found.gaps.length > 0) throw new Error(found.gaps[0]!.reason);
  return found.queries;
}

export function only(text: string, path?: string): Query {
  const found = queries(text, path);
  if (found.length !== 1) throw new Error(`expected one query, found ${found.length}`);
  return found[0]!;
}

/** `User.findMany` of each call. */
export function names(text: string, path?: string): string[] {
  return queries(text, path).map((query) => `${query.model ?? "raw"}.${query.operation}`);
}

/** `org_id equals`, `name? contains` (the `?` stands for a branch of an OR). */
export function filters(query: Query): string[] {
  return query.filter.map(({ column, operator, disjunctive, insensitive }) => `${column}${disjunctive ? "?" : ""} ${operator}${insensitive ? "/i" : ""}`);
}
