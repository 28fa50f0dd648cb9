/** The only reader of process.env: what can be set from outside, with its defaults. `.env.example` says the same, and a test compares the two. */

export interface Variable {
  readonly name: string;
  readonly default?: string;
  readonly meaning: string;
}

/** Of the server. The first six are Probot's own, with Probot's meaning. */
export const SERVER_VARIABLES: readonly Variable[] = [
  { name: "APP_ID", meaning: "The number of the GitHub App, from its settings page." },
  { name: "PRIVATE_KEY", meaning: "The App's private key: the text of the .pem file, with line ends, with \\n for them, or in base64." },
  { name: "PRIVATE_KEY_PATH", meaning: "Instead of PRIVATE_KEY: where the .pem file lies." },
  { name: "WEBHOOK_SECRET", meaning: "The secret that GitHub signs webhooks with. Make one with: openssl rand -hex 32" },
  { name: "GHE_HOST", meaning: "Host (and port) of a GitHub Enterprise Server; empty for github.com." },
  { name: "GHE_PROTOCOL", default: "https", meaning: "http or https, for GHE_HOST." },
  { name: "PORT", default: "3000", meaning: "Where the server listens." },
  { name: "HOST", meaning: "Interface to listen on; empty for all." },
  { name: "LOG_LEVEL", default: "info", meaning: "fatal, error, warn, info, debug or trace." },
  { name: "LOG_FORMAT", default: "json", meaning: "json or pretty." },
  { name: "REVIEWS_AT_ONCE", default: "4", meaning: "Pull requests that are reviewed at the same time." },
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
  /** Absent: nothing is set up yet. */
  readonly credentials?: { readonly appId: number; readonly secret: string };
  /** The variables that Probot reads itself, under its names. */
  readonly probot: Readonly<Record<string, string>>;
  readonly production: boolean;
}

export interface CommandEnvironment {
  readonly token?: string;
  readonly apiUrl: string;
  readonly color: boolean;
}

/** A message that says which variable is wrong and what to do. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

type Values = Readonly<Record<string, string | undefined>>;

/** @throws EnvironmentError */
export function serverEnvironment(values: Values = fromProcess()): ServerEnvironment {
  const value = (name: string): string => values[name]?.trim() || SERVER_VARIABLES.find((variable) => variable.name === name)?.default || "";
  const credentials = credentialsOf(value);
  const probot = Object.fromEntries(
    ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "GHE_HOST", "GHE_PROTOCOL", "PORT", "HOST", "LOG_LEVEL", "LOG_FORMAT"].flatMap((name) =>
      value(name) ? [[name, value(name)]] : [],
    ),
  );
  return {
    port: wholeNumber("PORT", value("PORT"), 0, 65_535),
    ...(value("HOST") ? { host: value("HOST") } : {}),
    reviewsAtOnce: wholeNumber("REVIEWS_AT_ONCE", value("REVIEWS_AT_ONCE"), 1, 100),
    ...(credentials ? { credentials } : {}),
    probot,
    production: values.NODE_ENV === "production",
  };
}

export function commandEnvironment(values: Values = fromProcess()): CommandEnvironment {
  const token = values.GITHUB_TOKEN?.trim();
  return { ...(token ? { token } : {}), apiUrl: values.GITHUB_API_URL?.trim() || "https://api.github.com", color: !values.NO_COLOR };
}

/** Nothing set: `undefined`, the set-up page. Some of it set: an error that names what is missing, so that nobody runs half a set-up. */
function credentialsOf(value: (name: string) => string): ServerEnvironment["credentials"] {
  const appId = value("APP_ID");
  const key = value("PRIVATE_KEY") || value("PRIVATE_KEY_PATH");
  const secret = value("WEBHOOK_SECRET");
  if (!appId && !key) return undefined;
  if (!appId) throw new EnvironmentError("APP_ID is not set. It is the number on the settings page of your GitHub App.");
  if (!/^\d+$/.test(appId)) throw new EnvironmentError(`APP_ID is "${appId}", which is no number. It is the number on the settings page of your GitHub App, not its client id.`);
  if (!key) throw new EnvironmentError("PRIVATE_KEY (or PRIVATE_KEY_PATH) is not set. Generate a private key on the settings page of your GitHub App.");
  if (!secret)
    throw new EnvironmentError(
      "WEBHOOK_SECRET is empty: anybody could send webhooks. Make one with `openssl rand -hex 32`, and set it here and on the settings page of your GitHub App.",
    );
  if (secret === "development")
    throw new EnvironmentError(
      'WEBHOOK_SECRET is "development", a default that everybody knows. Make one with `openssl rand -hex 32`, and set it here and on the settings page of your GitHub App.',
    );
  return { appId: Number(appId), secret };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) throw new EnvironmentError(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
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
