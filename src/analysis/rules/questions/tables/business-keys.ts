/** Columns that people or other systems look a row up by, guessed from their names. */
import type { Column, Table } from "../../../../model/schema.ts";
import { headNoun, singular, words } from "../names/words.ts";
import { isAccountLike, isAdapterTable, isAppendOnly, isJoinTable, isText } from "./table-kinds.ts";

/** Whole names. */
export const KEY_NAMES: readonly string[] = ["slug", "sku", "handle", "external id", "idempotency key", "isbn", "iban", "vin"];

/** Last words behind another one: `invoiceNumber`, `inviteCode`. */
const NUMBERED: ReadonlySet<string> = new Set("invoice order ticket serial receipt contract policy tracking customer".split(" "));
const CODED: ReadonlySet<string> = new Set("invite invitation referral promo coupon voucher discount join access share gift".split(" "));

/** Tokens that the application hands out and looks up again (`qrToken`, `oneTimeUseToken`); those of other services (access, refresh, push) are only kept. */
const TOKENS: ReadonlySet<string> = new Set(
  "invite invitation reset verification verify confirmation share session magic login signup unsubscribe public download qr use".split(" "),
);

/** Models of which a `token` or `code` alone is the key. */
const TOKEN_MODELS: ReadonlySet<string> = new Set("token session invite invitation link share verification signup".split(" "));
const CODE_MODELS: ReadonlySet<string> = new Set("code coupon voucher promotion discount invite invitation referral giftcard currency country language promo".split(" "));

/** Rows that copy another row's key (`OrderItem.sku`). */
const COPIES: ReadonlySet<string> = new Set("item line row entry import export draft request attempt job task message notification email response result".split(" "));

/** Whether two rows with the same value would be a mistake. */
export function isBusinessKey(table: Table, column: Column): boolean {
  if (!isText(column) || isAppendOnly(table) || isJoinTable(table) || isAdapterTable(table)) return false;
  if (table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return false;
  const parts = words(column.field ?? column.name);
  const name = parts.join(" ");
  const model = headNoun(table.model ?? table.name);
  if (isOfAccounts(column)) return isAccountLike(table);
  if (COPIES.has(model)) return name === "idempotency key";
  if (KEY_NAMES.includes(name)) return true;
  const last = parts.at(-1);
  const before = singular(parts.at(-2) ?? "");
  if (last === "number") return NUMBERED.has(before);
  if (last === "code") return parts.length === 1 ? CODE_MODELS.has(model) : CODED.has(before);
  if (last === "token" || name === "token hash" || name === "hashed token") return name === "token" || name.includes("hash") ? TOKEN_MODELS.has(model) : TOKENS.has(before);
  return false;
}

/** A key of those who sign in; anywhere else it is only an address. */
export function isOfAccounts({ name, field }: Column): boolean {
  return ["email", "username", "user name"].includes(words(field ?? name).join(" "));
}
