/** Both sides of require-business-key. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const model = (name: string, ...lines: string[]) => `model ${name} {\n${ID}${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;

const SQL = (columns: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE articles (id bigint PRIMARY KEY, ${columns}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;

export const bad: readonly Example[] = [
  { title: "a slug", schema: model("Article", "slug      String") },
  { title: "a slug in SQL", migration: SQL("slug text NOT NULL") },
  { title: "a token of an invitation, added to an old model", schema: { before: model("Invitation"), after: model("Invitation", "token     String?") } },
  { title: "the email of a user", schema: model("User", "email     String") },
  { title: "an idempotency key under another name in the database", schema: model("Payment", 'idempotencyKey String @map("idempotency_key")') },
  {
    title: "each tenant has its own",
    schema: `${model("Workspace", "articles  Article[]")}\n${model("Article", "workspaceId BigInt", "slug      String", "workspace Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)", "", "@@index([workspaceId, createdAt])")}`,
    config: { tenancy: { keys: ["workspaceId"] } },
  },
  { title: "an id of one of several services", schema: model("Contact", "provider   String", "externalId String") },
  { title: "a slug in each language", schema: model("Page", "locale    String", "slug      String") },
  { title: "the code of a coupon, by its whole name", schema: model("Coupon", "couponCode String") },
];

export const good: readonly Example[] = [
  { title: "unique", schema: model("Article", "slug      String   @unique") },
  { title: "unique among others", schema: model("Article", "locale    String", "slug      String", "", "@@unique([locale, slug])") },
  {
    title: "unique among what is not deleted, in SQL",
    migration: `${SQL("slug text NOT NULL, removed boolean NOT NULL DEFAULT false")}\nCREATE UNIQUE INDEX articles_slug ON articles (slug) WHERE NOT removed;`,
  },
  { title: "unique in any case, in SQL", migration: `${SQL("slug text NOT NULL")}\nCREATE UNIQUE INDEX articles_slug ON articles (lower(slug));` },
  { title: "a code of another kind", schema: model("Failure", "errorCode String", "zipCode   String") },
  { title: "tokens of another service", schema: model("Grant", "accessToken String", "refreshToken String?") },
  { title: "a contact's email", schema: model("Contact", "email     String") },
  { title: "a copy of another row's key", schema: model("OrderItem", "sku       String") },
  { title: "a code that is sent and typed in once", schema: model("VerificationCode", "email     String", "code      String", "expiresAt DateTime", "", "@@index([email])") },
  { title: "a coupon that was used", schema: model("Order", "couponCode String?") },
  { title: "the number of another model's row", schema: model("Payment", "invoiceNumber String") },
  { title: "goods that move", schema: model("StockMovement", "sku       String") },
  { title: "it was so before", schema: { before: model("Article", "slug      String"), after: model("Article", "slug      String", "note      String?") } },
];
