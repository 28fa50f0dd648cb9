/** GraphQL answers what it finds, and says beside it what it does not find. */

/** The answer without `field`, if that is all that is missing; anything else is thrown again. */
export function answeredWithout<T>(field: string, error: unknown): T {
  const { errors, data } = error as { errors?: readonly { readonly path?: readonly (string | number)[]; readonly type?: string }[]; data?: T };
  if (data && errors?.every(({ path, type }) => path?.[0] === field && type === "NOT_FOUND")) return data;
  throw error;
}
