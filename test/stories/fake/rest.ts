/** The REST API of the fake: the routes that the app may call, with GitHub's refusals. A route that is not here is a failure of the test. */
import { appRoutes, saidBy } from "./app-side.ts";
import { linesOfDiff } from "./diff.ts";
import { APP_ID, BOT, blobId, type Check, type FakeGithub, OWNER, type Pull, REPO } from "./state.ts";

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type Body = Readonly<Record<string, never>> & Readonly<Record<string, unknown>>;
interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Named as in GitHub's documentation. */
  readonly name: string;
  answer(match: readonly string[], body: never, query: URLSearchParams): Answer;
}

export interface Rest {
  find(method: string, path: string): { name: string; answer(body: unknown, query: URLSearchParams): Answer } | undefined;
}

export function createRest(github: FakeGithub): Rest {
  const repo = `/repos/${OWNER}/${REPO}`;
  const notFound: Answer = { status: 404, body: { message: "Not Found" } };
  const refused = (message: string): Answer => ({ status: 422, body: { message: "Validation Failed", errors: [message] } });
  const withPull = (number: string | undefined, answer: (pull: Pull) => Answer): Answer => {
    const pull = github.pullOf(Number(number));
    return pull ? answer(pull) : notFound;
  };
  const comments = () => github.pulls.flatMap((pull) => pull.comments.map((comment) => ({ pull, comment })));

  const routes: Route[] = [];
  const on = (name: string, answer: Route["answer"]): void => {
    const [method = "", template = ""] = name.split(" ");
    const path = template.replace("/repos/{owner}/{repo}", repo).replace(/\{[a-z_]+\}/g, "([^/]+)");
    routes.push({ method, path: new RegExp(`^${path}$`), name, answer });
  };

  appRoutes(github, on);

  on("POST /app/installations/{installation_id}/access_tokens", () => ({
    status: 201,
    body: { token: "ghs_fake", expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {}, repository_selection: "all" },
  }));

  on("GET /repos/{owner}/{repo}/pulls/{pull_number}", ([number]) =>
    withPull(number, (pull) => ({ status: 200, body: { number: pull.number, head: { sha: github.headOf(pull) }, base: { ref: pull.base, sha: github.branches.get(pull.base) } } })),
  );

  on("GET /repos/{owner}/{repo}/pulls", (_match, _body, query) => {
    const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
    const open = github.pulls.filter(({ state }) => state === "OPEN").slice((page - 1) * size, page * size);
    return {
      status: 200,
      body: open.map((pull) => ({ number: pull.number, head: { sha: github.headOf(pull) }, base: { ref: pull.base, sha: github.branches.get(pull.base) } })),
    };
  });

  on("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", ([ref], _body, query) => {
    const all = github.checks.filter(({ head }) => head === ref);
    const shown = query.get("filter") === "all" ? all : [...new Map(all.map((check) => [check.name, check])).values()];
    return {
      status: 200,
      body: {
        total_count: shown.length,
        check_runs: shown.map((check) => ({ ...check, output: { ...check.output, annotations_count: check.annotations.length }, app: { id: APP_ID } })),
      },
    };
  });

  on("GET /repos/{owner}/{repo}/compare/{basehead}", ([basehead = ""]) => {
    const [base = "", head = ""] = decodeURIComponent(basehead).split("...");
    const [from, to] = [github.branches.get(base) ?? base, head];
    const pull = github.pulls.find(({ heads }) => heads.includes(to));
    const mergeBase = pull && github.branches.has(base) ? pull.mergeBase : from;
    if (!github.commits.has(mergeBase) || !github.commits.has(to)) return notFound;
    const files = github.filesBetween(mergeBase, to).slice(0, github.limits.filesCompared);
    return {
      status: 200,
      body: {
        merge_base_commit: { sha: mergeBase },
        files: files.map((file) => ({ ...file, contents_url: `https://api.github.com${repo}/contents/${file.filename}?ref=${to}` })),
      },
    };
  });

  on("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", ([number], _body, query) =>
    withPull(number, (pull) => {
      const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
      const files = github
        .changedFiles(pull)
        .slice(0, github.limits.filesListed)
        .slice((page - 1) * size, page * size);
      return { status: 200, body: files.map((file) => ({ ...file, contents_url: `https://api.github.com${repo}/contents/${file.filename}?ref=${github.headOf(pull)}` })) };
    }),
  );

  on("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", ([ref = ""], _body, query) => {
    // A folder's id in this fake is `commit:folder`, without its slashes.
    const [commit = "", folder = ""] = decodeURIComponent(ref).split(":");
    const tree = github.treeOf(commit);
    if (!tree) return notFound;
    const prefix = folder === "" ? "" : `${folder.replaceAll("|", "/")}/`;
    const below = Object.entries(tree).filter(([path]) => path.startsWith(prefix));
    const all = below.map(([path, text]) => ({
      path: path.slice(prefix.length),
      type: text.startsWith("submodule:") ? "commit" : "blob",
      mode: text.startsWith("link:") ? "120000" : text.startsWith("submodule:") ? "160000" : "100644",
      sha: blobId(text),
      size: Buffer.byteLength(text),
    }));
    if (query.has("recursive")) return { status: 200, body: { sha: ref, tree: all.slice(0, github.limits.treeEntries), truncated: all.length > github.limits.treeEntries } };
    const folders = [...new Set(all.filter(({ path }) => path.includes("/")).map(({ path }) => path.split("/")[0]))];
    const level = [
      ...all.filter(({ path }) => !path.includes("/")),
      ...folders.map((path) => ({ path, type: "tree", mode: "040000", sha: `${commit}:${(prefix + path).replaceAll("/", "|")}` })),
    ];
    return { status: 200, body: { sha: ref, tree: level, truncated: false } };
  });

  on("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", ([sha = ""]) => ({ status: 200, body: github.blobs.get(sha) ?? "" }));

  on("GET /repos/{owner}/{repo}/tarball/{ref}", ([ref = ""]) => {
    const tree = github.treeOf(decodeURIComponent(ref));
    return tree ? { status: 302, headers: { location: `https://codeload.github.com/${OWNER}/${REPO}/legacy.tar.gz/${ref}?token=short-lived` } } : notFound;
  });

  on("POST /repos/{owner}/{repo}/check-runs", (_match, body: Body & { name: string; head_sha: string }) => {
    if (!github.commits.has(body.head_sha)) return refused(`No commit found for SHA: ${body.head_sha}`);
    const check: Check = {
      id: github.nextId(),
      name: body.name,
      head: body.head_sha,
      status: "queued",
      conclusion: null,
      output: { title: "", summary: "" },
      annotations: [],
      external_id: "",
    };
    const problem = write(check, body);
    if (problem) return problem;
    github.checks.push(check);
    return { status: 201, body: { id: check.id } };
  });

  on("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", ([id], body: Body) => {
    const check = github.checks.find((known) => known.id === Number(id));
    return check ? (write(check, body) ?? { status: 200, body: { id: check.id } }) : notFound;
  });

  function write(check: Check, body: Body): Answer | undefined {
    const { annotations = [], ...output } = (body.output ?? {}) as { annotations?: Check["annotations"] } & Check["output"];
    const { actions = [] } = body as { actions?: { label: string; description: string; identifier: string }[] };
    if (actions.length > 3 || actions.some(({ label, description, identifier }) => label.length > 20 || description.length > 40 || identifier.length > 20))
      return refused("actions are too many or too long");
    if (annotations.length > 50) return refused("No more than 50 items are allowed");
    if (annotations.some(({ path }) => !path)) return refused("path must be relative to the root of the repository");
    if (output.summary !== undefined && Buffer.byteLength(output.summary) > 65_535) return refused("summary exceeds a maximum bytesize of 65535");
    Object.assign(check, { status: body.status ?? check.status, conclusion: body.conclusion ?? check.conclusion, external_id: body.external_id ?? check.external_id });
    check.actions = actions.map(({ identifier }) => identifier);
    check.output = { ...check.output, ...output };
    check.annotations.push(...annotations);
    return undefined;
  }

  interface ReviewBody {
    commit_id: string;
    event?: string;
    body?: string;
    comments: { path: string; side: "LEFT" | "RIGHT"; line: number; start_line?: number; body: string }[];
  }
  on("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", ([number], body: ReviewBody) =>
    withPull(number, (pull) => {
      if (pull.locked) return { status: 403, body: { message: "Unable to create comment because issue is locked." } };
      if (!pull.heads.includes(body.commit_id)) return refused("The commit_id is not part of the pull request");
      if (pull.pendingReview?.author === BOT) return refused("User can only have one pending review per pull request");
      for (const { path, side, line, start_line } of body.comments) {
        const patch = github.changedFiles(pull, body.commit_id).find(({ filename }) => filename === path)?.patch;
        const lines = patch === undefined ? undefined : linesOfDiff(patch)[side];
        if (!lines?.has(line) || (start_line !== undefined && (!lines.has(start_line) || start_line >= line)))
          return refused("Pull request review thread line must be part of the diff");
      }
      pull.reviews++;
      if (body.body) pull.reviewBodies.push(body.body);
      for (const { body: text, ...place } of body.comments)
        pull.threads.push({ id: `T${github.nextId()}`, ...place, comments: [{ id: github.nextId(), author: BOT, body: text, reactions: [] }] });
      return { status: 200, body: { id: github.nextId() } };
    }),
  );

  on("DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}", ([number, id]) =>
    withPull(number, (pull) => {
      if (pull.pendingReview?.id !== Number(id)) return notFound;
      delete pull.pendingReview;
      return { status: 200, body: {} };
    }),
  );

  on("PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}", ([id], body: { body: string }) => {
    const comment = github.pulls.flatMap(({ threads }) => threads.flatMap((thread) => thread.comments)).find((known) => known.id === Number(id));
    if (!comment) return notFound;
    comment.body = body.body;
    return { status: 200, body: { id: comment.id } };
  });

  on("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", ([number], body: { body: string }) =>
    withPull(number, (pull) =>
      pull.locked ? { status: 403, body: { message: "Unable to create comment because issue is locked." } } : { status: 201, body: { id: github.say(pull, BOT, body.body).id } },
    ),
  );

  on("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", ([id], body: { body: string }) => {
    const found = comments().find(({ comment }) => comment.id === Number(id));
    if (!found) return notFound;
    found.comment.body = body.body;
    return { status: 200, body: { id: found.comment.id } };
  });

  on("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", ([id]) => {
    const said = comments().find(({ comment }) => comment.id === Number(id))?.comment;
    return said ? { status: 200, body: { ...saidBy(said), performed_via_github_app: said.throughApp ? { id: 4 } : null } } : notFound;
  });

  on("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", ([id]) => {
    const found = comments().find(({ comment }) => comment.id === Number(id));
    if (!found) return notFound;
    found.pull.comments.splice(found.pull.comments.indexOf(found.comment), 1);
    return { status: 204 };
  });

  on("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", ([id], body: { content: string }) => {
    const found = comments().find(({ comment }) => comment.id === Number(id));
    if (!found) return notFound;
    const isNew = !found.comment.reactions.some(({ content, author }) => content === body.content && author === BOT);
    if (isNew) found.comment.reactions.push({ content: body.content, author: BOT });
    return { status: isNew ? 201 : 200, body: { id: 1 } };
  });

  const said = () => github.pulls.flatMap(({ threads }) => threads.flatMap((thread) => thread.comments.map((comment) => ({ thread, comment }))));

  on("POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions", ([id], body: { content: string }) => {
    const found = said().find(({ comment }) => comment.id === Number(id));
    if (!found) return notFound;
    const isNew = !found.comment.reactions.some(({ content, author }) => content === body.content && author === BOT);
    if (isNew) found.comment.reactions.push({ content: body.content, author: BOT });
    return { status: isNew ? 201 : 200, body: { id: 1 } };
  });

  on("POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies", ([, id], body: { body: string }) => {
    const found = said().find(({ thread }) => thread.comments[0]?.id === Number(id));
    return found ? { status: 201, body: { id: github.answer(found.thread, BOT, body.body).id } } : notFound;
  });

  on("GET /repos/{owner}/{repo}/collaborators/{username}/permission", ([user = ""]) => {
    const role = github.roles.get(user) ?? "read";
    return { status: 200, body: { role_name: role, permission: role === "maintain" ? "write" : role === "triage" ? "read" : role } };
  });

  return {
    find(method, path) {
      for (const route of routes) {
        const match = route.method === method ? route.path.exec(path) : null;
        if (match) return { name: route.name, answer: (body, query) => route.answer(match.slice(1), body as never, query) };
      }
      return undefined;
    },
  };
}
