/** The story of the process without keys: a snapshot becomes a verdict. Pure: the same snapshot always gets the same verdict. */
import { type Snapshot, textAfter } from "../model/snapshot.ts";
import type { Gap } from "../model/source.ts";
import type { Verdict } from "../model/verdict.ts";
import { analyze } from "./analyze.ts";
import { readConfig } from "./config/read-config.ts";
import { neededWords } from "./departures.ts";
import { rules } from "./rules/index.ts";
import { check } from "./verdict/check.ts";
import { judge, misconfigured } from "./verdict/judge.ts";

export async function examine(snapshot: Snapshot): Promise<Verdict> {
  const { config, problems } = readConfig(snapshot.config?.text, snapshot.config?.path);
  if (problems.length > 0) return misconfigured(problems, config, snapshot);
  const model = await analyze(snapshot, config);
  const gaps = [...model.gaps, ...proposedConfigProblems(snapshot)];
  const verdict = judge(check(model, rules, config), { ...model, gaps }, config, snapshot);
  const words = snapshot.baseCode ? [] : neededWords(model.databases);
  return words.length === 0 ? verdict : { ...verdict, needs: { words } };
}

/** The pull request's own edit of the configuration is not obeyed, but merging an invalid one would fail everyone. */
function proposedConfigProblems({ files, config }: Snapshot): readonly Gap[] {
  const proposed = files.find(({ path, status }) => path === (config?.path ?? CONFIG_PATH) && status !== "unchanged");
  const text = proposed && textAfter(proposed);
  return text === undefined ? [] : readConfig(text, proposed?.path).problems;
}

/** github.md: of the default branch, whatever the pull request says. */
export const CONFIG_PATH = ".github/schema-review.yml";
