/** Words of columns whose values all have one length, or one that a standard limits. */
export const FIXED: ReadonlySet<string> = new Set(
  "country currency language locale lang iso code iban bic swift isbn ean vin zip postcode postal phone hash checksum digest md5 sha sha1 sha256 fingerprint".split(" "),
);
