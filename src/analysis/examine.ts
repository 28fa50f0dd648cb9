/** The story of the process without keys: a snapshot becomes a verdict. Pure: the same snapshot always gets the same verdict. */
import type { Config } from "../model/config.ts";
import { CONFIG_PATH } from "../model/relevance.ts";
import { type Snapshot, textAfter } from "../model/snapshot.ts";
import { type Gap, wholeFile } from "../model/source.ts";
import type { Verdict } from "../model/verdict.ts";
import { analyze, databasesIn, withAge } from "./analyze.ts";
import { type ConfigResult, defaultConfig } from "./config/defaults.ts";
import { neededWords } from "./departures.ts";
import type { Collected } from "./read-database.ts";
import { rules } from "./rules/index.ts";
import { isShareable, type Share, WHOLE } from "./shares.ts";
import { settle } from "./verdict/check.ts";
import { type Heard, type Hearing, hear, hearOne, joined } from "./verdict/hearing.ts";
import { judge, misconfigured } from "./verdict/judge.ts";
import { type Picture, pictureOf } from "./verdict/picture.ts";
import { rolesReport } from "./verdict/table-roles.ts";

export async function examine(snapshot: Snapshot): Promise<Verdict> {
  if (isShareable(snapshot)) return judgeShares(snapshot, [await hearShare(snapshot, WHOLE)]);
  const { config, problems } = await configOf(snapshot);
  if (problems.length > 0) return misconfigured(problems, config, snapshot);
  const model = await analyze(snapshot, config);
  const verdict = await judged(hear(model, rules, config), snapshot, config, snapshot.findingsOnly ? undefined : pictureOf(model.databases, config));
  const words = snapshot.baseCode || snapshot.findingsOnly ? [] : neededWords(model.databases);
  const configuration = snapshot.asksConfig ? { configuration: (await import("./config/config-values.ts")).configValues(config, snapshot.config) } : {};
  const roles = snapshot.asksRoles ? { roles: rolesReport(model.databases, config) } : {};
  return { ...verdict, ...configuration, ...roles, ...(words.length === 0 ? {} : { needs: { words } }) };
}

/** The first half of the story for some of the databases, each forgotten when it is heard: a large repository is shared among processes. Needs `isShareable`. */
export async function hearShare(snapshot: Snapshot, share: Share): Promise<Heard> {
  const { config, problems } = await configOf(snapshot);
  if (problems.length > 0) return joined([]);
  const collected: Collected = { gaps: [], ignores: [] };
  const databases: Hearing[] = [];
  for await (const database of databasesIn(snapshot, config, share, collected)) databases.push(hearOne(database, rules, config));
  return { databases, ignores: withAge(collected.ignores, snapshot), gaps: collected.gaps };
}

/** The second half, once all shares are heard: the verdict that `examine` would have given. */
export async function judgeShares(snapshot: Snapshot, shares: readonly Heard[]): Promise<Verdict> {
  const { config, problems } = await configOf(snapshot);
  return problems.length > 0 ? misconfigured(problems, config, snapshot) : judged(joined(shares), snapshot, config);
}

async function judged(heard: Heard, snapshot: Snapshot, config: Config, picture?: Picture): Promise<Verdict> {
  const gaps = [...heard.gaps, ...(await proposedConfigProblems(snapshot))];
  return judge(settle(heard, rules, config), { ...heard, gaps }, config, snapshot, picture);
}

/** The reader of YAML is loaded where there is any. */
async function readText(text: string | undefined, path?: string): Promise<ConfigResult> {
  if (text === undefined) return { config: defaultConfig, problems: [] };
  return (await import("./config/read-config.ts")).readConfig(text, path);
}

async function configOf({ config: given, everySql }: Snapshot): Promise<ConfigResult> {
  const read = await readText(given?.text, given?.path);
  const { paths } = read.config;
  if (!everySql || read.problems.length > 0 || paths.migrations.length > 0) return read;
  return { ...read, config: { ...read.config, paths: { ...paths, migrations: ["**/*.sql"] } } };
}

/** The pull request's own edit of the configuration is not obeyed, but merging an invalid one would fail everyone. */
async function proposedConfigProblems({ files, config }: Snapshot): Promise<readonly Gap[]> {
  const proposed = files.find(({ path, status }) => (path === CONFIG_PATH || path === config?.path) && status !== "unchanged");
  return [...(await readText(proposed && textAfter(proposed), proposed?.path)).problems, ...misnamedConfig(files)];
}

/** It would be a configuration that nobody obeys, and nobody hears of. */
function misnamedConfig(files: Snapshot["files"]): Gap[] {
  const misnamed = files.filter(({ path, status }) => path === CONFIG_PATH.replace(/yml$/, "yaml") && status !== "unchanged" && status !== "removed");
  const reason = `The configuration is read from \`${CONFIG_PATH}\` alone: rename this file, or nothing of it is obeyed.`;
  return misnamed.map(({ path }) => ({ span: wholeFile(path, "head"), reason }));
}
