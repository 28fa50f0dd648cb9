/** The only reader of process.env: what can be set from outside, with its defaults. `.env.example` says the same, and a test compares the two. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

export interface Variable {
  readonly name: string;
  readonly default?: string;
  readonly meaning: string;
}

/** Of the server. Those that Probot knows too have Probot's meaning. */
export const SERVER_VARIABLES: readonly Variable[] = [
  { name: "APP_ID", meaning: "The number of the GitHub App, from its settings page." },
  { name: "PRIVATE_KEY", meaning: "The App's private key: the text of the .pem file, with line ends, with \\n for them, or in base64." },
  { name: "PRIVATE_KEY_PATH", meaning: "Instead of PRIVATE_KEY: where the .pem file lies." },
  { name: "WEBHOOK_SECRET", meaning: "The secret that GitHub signs webhooks with. Make one with: openssl rand -hex 32" },
  { name: "WEBHOOK_SECRET_PREVIOUS", meaning: "While a new secret is brought in: the old one, which is accepted as well." },
  { name: "GHE_HOST", meaning: "Host (and port) of a GitHub Enterprise Server; empty for github.com." },
  { name: "GHE_PROTOCOL", default: "https", meaning: "http or https, for GHE_HOST." },
  { name: "PORT", default: "3000", meaning: "Where the server listens." },
  { name: "HOST", meaning: "Interface to listen on; empty for all." },
  { name: "LOG_LEVEL", default: "info", meaning: "fatal, error, warn, info, debug or trace." },
  { name: "LOG_FORMAT", default: "json", meaning: "json or pretty." },
  { name: "REVIEWS_AT_ONCE", default: "4", meaning: "Pull requests that are reviewed at the same time, by this process." },
  { name: "RECONCILE_MINUTES", default: "5", meaning: "How often to look for what was missed: failed deliveries, pull requests without a check, unanswered commands. 0: never." },
  {
    name: "DATABASE_URL",
    meaning: "PostgreSQL (13 or newer) that keeps the work, so that several processes can share it: postgres://user:password@host/database. Empty: in memory, one process.",
  },
  { name: "ROLE", default: "all", meaning: "all, web (takes webhooks) or worker (reviews). web and worker need DATABASE_URL." },
];

/** Of the command line. */
export const COMMAND_VARIABLES: readonly Variable[] = [
  { name: "GITHUB_TOKEN", meaning: "For `schema-review review --pull owner/repo#N`: a token that may read the pull request and write checks and comments." },
  { name: "GITHUB_API_URL", default: "https://api.github.com", meaning: "The REST API that belongs to GITHUB_TOKEN." },
  { name: "NO_COLOR", meaning: "Anything: no colours on the terminal (no-color.org)." },
];

export interface ServerEnvironment {
  readonly port: number;
  readonly host?: string;
  readonly reviewsAtOnce: number;
  /** Milliseconds between two looks for what was missed; absent: never. */
  readonly reconcileEvery?: number;
  /** Absent: the work is kept in memory. */
  readonly databaseUrl?: string;
  readonly role: Role;
  /** Absent: nothing is set up yet. */
  readonly credentials?: Credentials;
  readonly log: { readonly level: string; readonly format: "json" | "pretty" };
  /** The variables that Probot reads itself, under its names. */
  readonly probot: Readonly<Record<string, string>>;
  readonly production: boolean;
}

const ROLES = ["all", "web", "worker"] as const;
export type Role = (typeof ROLES)[number];

export interface Credentials {
  readonly appId: number;
  /** What webhooks may be signed with: the secret, and while it is being changed the one before. */
  readonly secrets: readonly [string, ...string[]];
}

export interface CommandEnvironment {
  readonly token?: string;
  readonly apiUrl: string;
  readonly color: boolean;
}

/** Says which variables are wrong and what to do: all of them at once. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.length === 1 ? problems[0] : `${problems.length} settings are wrong:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

type Values = Readonly<Record<string, string | undefined>>;
type Value = (name: string) => string;

/** @throws EnvironmentError */
export function serverEnvironment(values: Values = fromProcess()): ServerEnvironment {
  const value: Value = (name) => values[name]?.trim() || SERVER_VARIABLES.find((variable) => variable.name === name)?.default || "";
  const problems: string[] = [];
  const credentials = credentialsOf(value, problems);
  const port = wholeNumber("PORT", value, 0, 65_535, problems);
  const reviewsAtOnce = wholeNumber("REVIEWS_AT_ONCE", value, 1, 100, problems);
  const minutes = wholeNumber("RECONCILE_MINUTES", value, 0, 1_440, problems);
  const role = oneOf("ROLE", value, ROLES, problems);
  const level = oneOf("LOG_LEVEL", value, ["fatal", "error", "warn", "info", "debug", "trace"], problems);
  const format = oneOf("LOG_FORMAT", value, ["json", "pretty"], problems);
  oneOf("GHE_PROTOCOL", value, ["https", "http"], problems);
  if (value("GHE_HOST") && !/^[a-z0-9.-]+(?::\d{1,5})?$/i.test(value("GHE_HOST")))
    problems.push(`GHE_HOST is "${value("GHE_HOST")}"; it must be a host, and perhaps a port: github.example.com`);
  const databaseUrl = databaseUrlOf(value, role, problems);
  if (problems.length > 0) throw new EnvironmentError(...problems);
  const probot = Object.fromEntries(
    ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "GHE_HOST", "GHE_PROTOCOL", "PORT", "HOST", "LOG_LEVEL", "LOG_FORMAT"].flatMap((name) =>
      value(name) ? [[name, value(name)]] : [],
    ),
  );
  return {
    port,
    ...(value("HOST") ? { host: value("HOST") } : {}),
    reviewsAtOnce,
    ...(minutes > 0 ? { reconcileEvery: minutes * 60_000 } : {}),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    role,
    ...(credentials ? { credentials } : {}),
    log: { level, format },
    probot: credentials ? { ...probot, PRIVATE_KEY: credentials.key } : probot,
    production: values.NODE_ENV === "production",
  };
}

export function commandEnvironment(values: Values = fromProcess()): CommandEnvironment {
  const token = values.GITHUB_TOKEN?.trim();
  return { ...(token ? { token } : {}), apiUrl: values.GITHUB_API_URL?.trim() || "https://api.github.com", color: !values.NO_COLOR };
}

/** Secrets that stand in examples and defaults; Probot's own is the first. */
const KNOWN_SECRETS = ["development", "secret", "changeme", "change-me", "password", "webhook-secret", "your-webhook-secret", "your-secret"];
const MAKE_ONE = "Make one with `openssl rand -hex 32`, and set it here and on the settings page of your GitHub App.";

/** Nothing set: `undefined`, the set-up page. Some of it set: problems that name what is missing, so that nobody runs half a set-up. */
function credentialsOf(value: Value, problems: string[]): (Credentials & { readonly key: string }) | undefined {
  const appId = value("APP_ID");
  const hasKey = value("PRIVATE_KEY") || value("PRIVATE_KEY_PATH");
  if (!appId && !hasKey) return undefined;
  if (!appId) problems.push("APP_ID is not set. It is the number on the settings page of your GitHub App.");
  else if (!/^\d{1,15}$/.test(appId)) problems.push(`APP_ID is "${appId}", which is no number. It is the number on the settings page of your GitHub App, not its client id.`);
  const secret = value("WEBHOOK_SECRET");
  const previous = value("WEBHOOK_SECRET_PREVIOUS");
  if (!secret) problems.push(`WEBHOOK_SECRET is empty: anybody could send webhooks. ${MAKE_ONE}`);
  for (const name of ["WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"])
    if (KNOWN_SECRETS.includes(value(name).toLowerCase())) problems.push(`${name} is "${value(name)}", a default that everybody knows. ${MAKE_ONE}`);
  if (previous && previous === secret) problems.push("WEBHOOK_SECRET_PREVIOUS is the same as WEBHOOK_SECRET. Take it out once GitHub signs with the new secret.");
  return { appId: Number(appId), secrets: previous ? [secret, previous] : [secret], key: privateKeyOf(value, problems) };
}

/** As PEM. Its problem never quotes it. */
function privateKeyOf(value: Value, problems: string[]): string {
  const path = value("PRIVATE_KEY_PATH");
  let text = value("PRIVATE_KEY");
  if (!text && !path) {
    problems.push("PRIVATE_KEY (or PRIVATE_KEY_PATH) is not set. Generate a private key on the settings page of your GitHub App.");
    return "";
  }
  try {
    text ||= readFileSync(path, "utf8").trim();
  } catch (error) {
    problems.push(`PRIVATE_KEY_PATH is "${path}", and that file cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"}).`);
    return "";
  }
  const pem = wrapped((text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString()).replaceAll("\\n", "\n"));
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // It is none.
  }
  problems.push("PRIVATE_KEY (or the file of PRIVATE_KEY_PATH) is no private key. It is the whole text of the .pem file from the settings page of your GitHub App.");
  return "";
}

/** With its line ends, which some places that hold settings turn into spaces. */
function wrapped(pem: string): string {
  const [, begin, body = "", end] = /(-----BEGIN [A-Z ]+-----)([\s\S]*?)(-----END [A-Z ]+-----)/.exec(pem) ?? [];
  return begin === undefined ? pem : `${begin}\n${body.replace(/\s+/g, "").replace(/.{64}(?=.)/g, "$&\n")}\n${end}\n`;
}

/** Its problem does not quote it: there is a password in it. */
function databaseUrlOf(value: Value, role: Role, problems: string[]): string | undefined {
  const url = value("DATABASE_URL");
  if (!url) {
    if (role !== "all") problems.push(`ROLE is "${role}", and DATABASE_URL is not set: processes of different roles share their work in PostgreSQL.`);
    return undefined;
  }
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (!["postgres:", "postgresql:"].includes(protocol)) problems.push("DATABASE_URL is no address of a PostgreSQL database: postgres://user:password@host:5432/database");
  return url;
}

function oneOf<const T extends string>(name: string, value: Value, choices: readonly T[], problems: string[]): T {
  const found = choices.find((choice) => choice === value(name));
  if (found === undefined) problems.push(`${name} is "${value(name)}"; it must be ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}.`);
  return found ?? (choices[0] as T);
}

function wholeNumber(name: string, value: Value, least: number, most: number, problems: string[]): number {
  const text = value(name);
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < least || number > most) problems.push(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
  return number;
}

/** `.env` in the working directory counts too (Probot's set-up page writes it); what the process was started with wins. */
function fromProcess(): Values {
  try {
    process.loadEnvFile();
  } catch {
    // There is none.
  }
  return process.env;
}
