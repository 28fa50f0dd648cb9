/** Columns that people or other systems look a row up by, guessed from their names. */
import type { Column, Table } from "../../../../model/schema.ts";
import { headNoun, nouns, remembered, singular, spelt, words } from "../names/words.ts";
import { isAccountLike, isAdapterTable, isAppendOnly, isJoinTable, isText } from "./table-kinds.ts";

/** Whole names. */
export const KEY_NAMES: readonly string[] = ["slug", "sku", "handle", "external id", "idempotency key", "isbn", "iban", "vin"];

const OF_ACCOUNTS: readonly string[] = ["email", "username", "user name"];
const HASHED: readonly string[] = ["token hash", "hashed token"];

/** Last words behind another one: `invoiceNumber`, `inviteCode`. */
const NUMBERED: ReadonlySet<string> = new Set("invoice order ticket serial receipt contract policy tracking customer".split(" "));
const CODED: ReadonlySet<string> = new Set("invite invitation referral join access share".split(" "));

/** Made once, used many times: `Order.couponCode` is the one that somebody typed in. */
const REDEEMED: ReadonlySet<string> = new Set("promo coupon voucher discount gift".split(" "));

/** Short enough to type, so they return: found together with whom they were sent to. `EmailVerificationCode`, `BackupCode`. */
const ONE_TIME: ReadonlySet<string> = new Set(
  "verification verify confirmation otp login signin sms email phone backup recovery reset auth authentication factor mfa totp security pin".split(" "),
);

/** What such a number counts: on another model it repeats that one's (`Payment.invoiceNumber`). */
const COUNTED: ReadonlySet<string> = new Set("invoice order ticket tracking".split(" "));

/** Tokens that the application hands out and looks up again (`qrToken`, `oneTimeUseToken`); those of other services (access, refresh, push) are only kept. */
const TOKENS: ReadonlySet<string> = new Set(
  "invite invitation reset verification verify confirmation share session magic login signup unsubscribe public download qr use".split(" "),
);

/** Models of which a `token` or `code` alone is the key. */
const TOKEN_MODELS: ReadonlySet<string> = new Set("token session invite invitation link share verification signup".split(" "));
const CODE_MODELS: ReadonlySet<string> = new Set("code coupon voucher promotion discount invite invitation referral giftcard currency country language promo".split(" "));

/** Rows that copy another row's key (`OrderItem.sku`). */
const COPIES: ReadonlySet<string> = new Set("item line row entry import export draft request attempt job task message notification email response result registration".split(" "));

/** Names of goods: what happens to them repeats the name (`StockMovement.sku`, `Loan.isbn`). */
const GOODS: ReadonlySet<string> = new Set(["sku", "isbn", "vin", "iban"]);
const HAPPENINGS: ReadonlySet<string> = new Set(
  "movement transaction change price quote offer loan stock inventory reservation claim inspection appraisal transfer payment payout".split(" "),
);

/** Hardly any name does: the table is asked only then. */
const mayBeKey = remembered((name: string): boolean => {
  return ["number", "code", "token"].includes(words(name).at(-1) ?? "") || [...KEY_NAMES, ...OF_ACCOUNTS, ...HASHED].includes(spelt(name));
});

/** Whether two rows with the same value would be a mistake. */
export function isBusinessKey(table: Table, column: Column): boolean {
  if (!isText(column) || !mayBeKey(column.field ?? column.name) || isAppendOnly(table) || isJoinTable(table) || isAdapterTable(table)) return false;
  if (table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return false;
  const parts = words(column.field ?? column.name);
  const name = parts.join(" ");
  const model = headNoun(table.model ?? table.name);
  if (isOfAccounts(column)) return isAccountLike(table);
  if (COPIES.has(model)) return name === "idempotency key";
  if (KEY_NAMES.includes(name)) return !(GOODS.has(name) && HAPPENINGS.has(model));
  const last = parts.at(-1);
  const before = singular(parts.at(-2) ?? "");
  if (last === "number") return NUMBERED.has(before) && (!COUNTED.has(before) || nouns(table.model ?? table.name).includes(before));
  if (last === "code") return isKeyCode(table, parts, before);
  if (last === "token" || HASHED.includes(name)) return name === "token" || name.includes("hash") ? TOKEN_MODELS.has(model) : TOKENS.has(before);
  return false;
}

/** `Coupon.code`, `User.referralCode`, `Voucher.voucherCode`. */
function isKeyCode(table: Table, parts: readonly string[], before: string): boolean {
  const own = nouns(table.model ?? table.name);
  const isOfCodes = CODE_MODELS.has(own.at(-1) ?? "");
  if (parts.length > 1) return CODED.has(before) || (REDEEMED.has(before) && isOfCodes);
  return isOfCodes && !own.some((word) => ONE_TIME.has(word));
}

/** Words of the column that says whose key it is, beside the key itself. */
const SCOPES: Readonly<Record<string, ReadonlySet<string>>> = {
  "external id": new Set("provider source platform system channel vendor service integration".split(" ")),
  slug: new Set("locale language lang".split(" ")),
};

/** `provider` beside `externalId`, `locale` beside `slug`: only the two together name a row. */
export function scopeOf(table: Table, column: Column): Column | undefined {
  const scopes = SCOPES[words(column.field ?? column.name).join(" ")];
  return scopes && table.columns.find((other) => !other.nullable && !other.type.list && scopes.has(words(other.field ?? other.name).join(" ")));
}

/** A key of those who sign in; anywhere else it is only an address. */
export function isOfAccounts({ name, field }: Column): boolean {
  return OF_ACCOUNTS.includes(spelt(field ?? name));
}
