/** Pull requests of three kinds on the fake GitHub, what is delivered about them, and what must stand on them in the end. */
import { randomUUID } from "node:crypto";

const MIGRATION = "prisma/migrations/20260301000000_change/migration.sql";
const SCHEMA = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n\nmodel User {\n  id Int @id\n  nickname String?\n\n  @@map("users")\n}\n';
export const SHOP = {
  "README.md": "# shop\n",
  "package.json": '{ "dependencies": { "prisma": "6.14.0" } }\n',
  "prisma/schema.prisma": SCHEMA,
  "prisma/migrations/20260101000000_init/migration.sql": "CREATE TABLE users (id integer PRIMARY KEY, nickname text);\n",
};

/** `opened` and `pushed`: files of the first head, and of the second beside them. */
export const KINDS = {
  findings: {
    opened: { [MIGRATION]: "ALTER TABLE users ALTER COLUMN nickname SET NOT NULL;\n", "prisma/schema.prisma": SCHEMA.replace("String?", "String") },
    conclusion: "failure",
    said: 1,
  },
  unchanged: { opened: { "prisma/schema.prisma": SCHEMA.replace("model User", "/// Who buys.\nmodel User") }, conclusion: "success", said: 0 },
  elsewhere: { opened: { "docs/news.md": "# News\n" }, conclusion: "success", said: 0 },
};

/** Every n-th has findings; of the others, half touch files of the database. */
export function openPulls(github, count, share, installations) {
  const ofEach = { findings: 0, unchanged: 0, elsewhere: 0 };
  const pulls = Array.from({ length: count }, (_, n) => {
    const kind = Math.floor((n + 1) * share) > Math.floor(n * share) ? "findings" : n % 2 ? "unchanged" : "elsewhere";
    ofEach[kind]++;
    return { kind, installation: 100 + (n % installations), pull: github.openPull({ files: KINDS[kind].opened }) };
  });
  return { pulls, ofEach };
}

/** As large as GitHub's, which repeats the repository and everybody's addresses. */
export function payload(github, { pull, installation }, action, { owner, repo, kilobytes }) {
  const sent = {
    action,
    number: pull.number,
    pull_request: {
      number: pull.number,
      head: { sha: github.headOf(pull) },
      base: { ref: "main", sha: github.branches.get("main") },
      comments: pull.comments.length,
      review_comments: pull.threads.length,
      links: [],
    },
    repository: { id: 1, node_id: "R_1", name: repo, full_name: `${owner}/${repo}`, owner: { login: owner } },
    installation: { id: installation },
    sender: { login: "alice", id: 1, type: "User" },
  };
  for (let at = 0; at * 90 < kilobytes * 1024; at++)
    sent.pull_request.links.push({ [`link_${at}_url`]: `https://api.github.com/repos/${owner}/${repo}/links/${at}{/other}{/more}` });
  return JSON.stringify(sent);
}

/** Opened, pushed to, labeled: the first two twice under their ids, all of them in any order. */
export function deliveriesOf(github, pulls, about) {
  const all = pulls.flatMap((one) => {
    const of = (action) => ({ id: randomUUID(), body: payload(github, one, action, about) });
    const first = of("opened");
    github.push(one.pull, { "README.md": `# ${one.pull.number}\n` });
    const second = of("synchronize");
    return [first, second, first, second, of("labeled")];
  });
  return all
    .map((delivery) => [Math.random(), delivery])
    .sort(([a], [b]) => a - b)
    .map(([, delivery]) => delivery);
}

export function createJudge(github, pulls, bot) {
  const verdicts = (pull) => github.checks.filter(({ head, conclusion }) => head === github.headOf(pull) && conclusion !== "cancelled");
  const countOf = (list, find) => list.filter((one) => find(one) === bot).length;

  return {
    /** Every newest head has its completed check, and no check runs on. */
    isDone: () => pulls.every(({ pull }) => verdicts(pull).some(({ status }) => status === "completed")) && github.checks.every(({ status }) => status === "completed"),
    /** What is not as it should be. */
    problems: () =>
      pulls.flatMap(({ kind, pull }) => {
        const { conclusion, said } = KINDS[kind];
        const found = [];
        const [check, ...more] = verdicts(pull);
        if (!check) found.push("LOST: no check on the newest head");
        else if (check.status !== "completed") found.push("LOST: its check did not end");
        else if (check.conclusion !== conclusion) found.push(`WRONG: ${check.conclusion} where ${conclusion} is right`);
        if (more.length > 0) found.push(`DOUBLE: ${more.length + 1} checks on the newest head`);
        const left = github.checks.filter(({ head, status }) => pull.heads.includes(head) && head !== github.headOf(pull) && status !== "completed");
        if (left.length > 0) found.push(`LOST: ${left.length} checks run on under older heads`);
        const threads = countOf(pull.threads, ({ comments }) => comments[0]?.author);
        const comments = countOf(pull.comments, ({ author }) => author);
        for (const [name, count] of Object.entries({ threads, comments })) if (count !== said) found.push(`${count < said ? "LOST" : "DOUBLE"}: ${count} ${name}, not ${said}`);
        return found.map((what) => `#${pull.number} (${kind}): ${what}`);
      }),
  };
}
