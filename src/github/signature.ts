/** Who sent it: HMAC-SHA256 over the raw bytes, with one of two secrets while a new one is brought in. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** The secret that the signature was made with; `undefined`: none of them. Takes the same time whichever it is. */
export function signedWith(body: Buffer, signature: string | undefined, secrets: readonly string[]): string | undefined {
  const given = Buffer.from(signature ?? "");
  let found: string | undefined;
  for (const secret of secrets) {
    const expected = Buffer.from(sign(body, secret));
    if (expected.length === given.length && timingSafeEqual(expected, given)) found ??= secret;
  }
  return found;
}

/** The header `x-hub-signature-256`. */
export function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
