/** lock_timeout and statement_timeout as a migration sets them (manual §19.11): for the session, or until the transaction ends. */
import type { Change } from "../../model/change.ts";

interface Values {
  readonly lock?: string;
  readonly statement?: string;
}

export interface Timeouts {
  readonly session: Values;
  readonly local: Values;
}

export const noTimeouts: Timeouts = { session: {}, local: {} };

export function timeoutsAfter(timeouts: Timeouts, changes: readonly Change[]): Timeouts {
  let { session, local } = timeouts;
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at]!;
    if (change.kind === "commit" || change.kind === "rollback") local = {};
    if (change.kind !== "set") continue;
    if (change.local) local = withValue(local, change.name, change.value);
    else session = withValue(session, change.name, change.value);
  }
  return session === timeouts.session && local === timeouts.local ? timeouts : { session, local };
}

/** RESET and 0 switch it off. */
function withValue(values: Values, name: string, value: string): Values {
  const effective = value === "" || /^0+\s*(?:us|ms|s|min|h|d)?$/.test(value) ? undefined : value;
  if (name === "all") return {};
  if (name === "lock_timeout") return { ...values, lock: effective };
  return name === "statement_timeout" ? { ...values, statement: effective } : values;
}
