/** When rules about normal forms stay quiet: pull requests that differ from a bad one in what exempts them. */
import type { Example } from "../../../src/model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const BASE = `${ID}  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n`;
const model = (name: string, ...lines: string[]) => `model ${name} {\n${BASE}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const AUTHOR = ["name String", "age Int", "verified Boolean", "bornOn DateTime", "address Json"];
/** An author, and a row of his with `lines`. */
const written = (name: string, ...lines: string[]) =>
  `${model("Author", ...AUTHOR, `rows ${name}[]`)}\n${model(name, "authorId BigInt", "author Author @relation(fields: [authorId], references: [id], onDelete: Restrict)", ...lines, "", "@@index([authorId])")}`;
const USER = model("User", "email String @unique", "joinedAt DateTime", "members Member[]");
/** A user's membership of something that is no model, by a compound key. */
const member = (...lines: string[]) =>
  `${USER}\nmodel Member {\n  userId BigInt\n  club String\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  user User @relation(fields: [userId], references: [id], onDelete: Cascade)\n${lines.map((line) => `  ${line}\n`).join("")}\n  @@id([userId, club])\n}\n`;
const post = (...lines: string[]) =>
  `${model("Post", "comments Comment[]", ...lines)}\n${model("Comment", "postId BigInt", "post Post @relation(fields: [postId], references: [id], onDelete: Cascade)", "", "@@index([postId])")}`;
const find = 'export const inCity = (city: string) => prisma.customer.findMany({ where: { address: { path: ["city"], equals: city } }, take: 20 });\n';

interface Case extends Example {
  readonly rule: string;
}

export const cases: readonly Case[] = [
  { rule: "no-partial-dependency", title: "prose that says so", schema: member("/// Denormalized for the list of members.", "userEmail String") },
  { rule: "no-partial-dependency", title: "a time is the pair's own", schema: member("userJoinedAt DateTime") },
  { rule: "no-partial-dependency", title: "of another type", schema: member("userEmail Json") },
  { rule: "no-partial-dependency", title: "part of a key itself", schema: member("userEmail String", "", "@@unique([club, userEmail])") },
  { rule: "no-partial-dependency", title: "a logged pair", schema: member("userEmail String").replaceAll("Member", "MemberEvent") },
  { rule: "no-partial-dependency", title: "it stood before", schema: { before: member("userEmail String"), after: member("userEmail String", "note String?") } },
  {
    rule: "no-partial-dependency",
    title: "the team's own word",
    schema: member("userEmail String"),
    config: { rules: { "no-partial-dependency": { options: { own: ["email"] } } } },
  },
  { rule: "no-transitive-dependency", title: "prose that says so", schema: written("Post", "/// De-normalised: saves a join.", "authorName String") },
  { rule: "no-transitive-dependency", title: "flags, times and documents", schema: written("Post", "authorVerified Boolean", "authorBornOn DateTime", "authorAddress Json") },
  { rule: "no-transitive-dependency", title: "the same word without the other's name", schema: written("Post", "name String") },
  { rule: "no-transitive-dependency", title: "an order's line", schema: written("OrderItem", "authorName String") },
  { rule: "no-transitive-dependency", title: "a price as it was", schema: written("Post", "authorNameAtPrint String") },
  {
    rule: "no-transitive-dependency",
    title: "it stood before",
    schema: { before: written("Post", "authorName String"), after: written("Post", "authorName String", "note String?") },
  },
  {
    rule: "no-transitive-dependency",
    title: "two references to one model, and a name that belongs to neither",
    schema: `${model("User", "email String @unique", 'sent Chat[] @relation("sent")', 'received Chat[] @relation("received")')}\n${model("Chat", "senderId BigInt", "receiverId BigInt", 'sender User @relation("sent", fields: [senderId], references: [id], onDelete: Restrict)', 'receiver User @relation("received", fields: [receiverId], references: [id], onDelete: Restrict)', "userEmail String", "", "@@index([senderId])", "@@index([receiverId])")}`,
  },
  {
    rule: "no-transitive-dependency",
    title: "a row that extends the other",
    schema: `${model("Author", "name String", "profile Profile?")}\n${model("Profile", "authorId BigInt @unique", "authorName String", "author Author @relation(fields: [authorId], references: [id], onDelete: Cascade)")}`,
  },
  { rule: "no-non-key-determinant", title: "columns that are no text", schema: model("Shop", "zip Int", "city String") },
  { rule: "no-non-key-determinant", title: "generated", migration: "CREATE TABLE shops (id bigint PRIMARY KEY, zip text, city text GENERATED ALWAYS AS (city_of(zip)) STORED);" },
  { rule: "no-non-key-determinant", title: "another prefix", schema: model("Shop", "shippingZip String", "billingCity String") },
  { rule: "no-non-key-determinant", title: "a delivery's", schema: model("Shipment", "zip String", "city String") },
  {
    rule: "no-non-key-determinant",
    title: "none is looked for",
    schema: model("Shop", "zip String", "city String"),
    config: { rules: { "no-non-key-determinant": { options: { known: [] } } } },
  },
  { rule: "no-non-key-determinant", title: "nothing new is said", schema: `/// @determines id -> name\n${model("Shop", "name String")}` },
  { rule: "require-rebuild-plan", title: "a cache of what is elsewhere", schema: post("cachedBody String?") },
  { rule: "require-rebuild-plan", title: "an id that prose calls denormalised", schema: post("/// Denormalised scoping column.", "tenantId String") },
  { rule: "require-rebuild-plan", title: "figures altogether", schema: post("commentCount Int").replaceAll("Post", "PostStats").replaceAll("postStats", "post") },
  {
    rule: "require-rebuild-plan",
    title: "how many there may be",
    schema: `${model("Hall", "seats Seat[]", "totalSeats Int")}\n${model("Seat", "hallId BigInt", "hall Hall @relation(fields: [hallId], references: [id], onDelete: Cascade)", "", "@@index([hallId])")}`,
  },
  {
    rule: "require-rebuild-plan",
    title: "one row at most is not counted",
    schema: `${model("Author", "bioCount Int", "bio Bio?")}\n${model("Bio", "authorId BigInt @unique", "author Author @relation(fields: [authorId], references: [id], onDelete: Cascade)")}`,
  },
  {
    rule: "require-rebuild-plan",
    title: "the price of all",
    schema: `${model("Plan", "totalPrice Decimal", "prices Price[]")}\n${model("Price", "price Decimal", "planId BigInt", "plan Plan @relation(fields: [planId], references: [id], onDelete: Cascade)", "", "@@index([planId])")}`,
  },
  {
    rule: "require-rebuild-plan",
    title: "half an annotation that stood before",
    schema: { before: post("/// @denormalized source: Comment", "commentCount Int"), after: post("/// @denormalized source: Comment", "commentCount Int", "note String?") },
  },
  {
    rule: "require-rebuild-plan",
    title: "a plan for a field that no rule suspects",
    schema: post("/// @denormalized source: comments.postId rebuild: nightly job `recount`", "popularity Int"),
  },
  { rule: "no-json-as-schema", title: "a single column goes", schema: { before: model("Customer", "city String"), after: model("Customer", "address Json") } },
  {
    rule: "no-json-as-schema",
    title: "references and times go",
    schema: { before: model("Customer", "seenAt DateTime?", "leftAt DateTime?", "codes String[]"), after: model("Customer", "address Json") },
  },
  { rule: "no-json-as-schema", title: "what expires", schema: model("LoginToken", "data Json", "contacts Json", "expiresAt DateTime") },
  { rule: "no-json-as-schema", title: "a script's filter", schema: model("Customer", "address Json"), files: [{ path: "scripts/find.ts", text: find }] },
  {
    rule: "no-json-as-schema",
    title: "the team's own word",
    schema: model("Customer", "address Json", "contacts Json"),
    config: { rules: { "no-json-as-schema": { options: { documents: ["contact"] } } } },
  },
  { rule: "no-delimited-list", title: "what better-auth prescribes", schema: model("OauthApplication", "redirectUrls String") },
  { rule: "no-delimited-list", title: "Json and numbers", schema: model("Post", "tags Json", "ids BigInt") },
  {
    rule: "no-delimited-list",
    title: "split at blanks and slashes",
    schema: model("Post", "title String"),
    code: 'export async function parts(id: bigint) {\n  const post = await prisma.post.findUniqueOrThrow({ where: { id } });\n  return [post.title.split(" "), post.title.split("/"), post.title.split("")];\n}\n',
  },
  {
    rule: "no-delimited-list",
    title: "another model's field is split",
    schema: `${model("Post", "title String")}\n${model("Draft", "reviewers String")}`,
    code: 'export async function parts(id: bigint, text: { reviewers: string }) {\n  await prisma.post.findUniqueOrThrow({ where: { id } });\n  return text.reviewers.split(",");\n}\n',
  },
];
