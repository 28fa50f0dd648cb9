/**
 * The check of a pull request that concerns no database, in a repository whose configuration is not known yet: one request writes it and reads the
 * configuration, so that such pull requests take two requests from the first on.
 */
import type { PullJob } from "../../model/job.ts";
import type { CheckRun } from "../../model/publication.ts";
import { CONFIG_PATH } from "../../model/relevance.ts";
import type { Client } from "../client.ts";
import { externalId } from "../events/checks.ts";
import { buttonsOf } from "./check-run.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const FIRST_CONTACT = `mutation FirstContact($input: CreateCheckRunInput!) {
  createCheckRun(input: $input) { checkRun { repository { object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } } } } }
}`;

interface FirstContactAnswer {
  readonly createCheckRun: { readonly checkRun: { readonly repository: { readonly object: { readonly text?: string | null } | null } } | null } | null;
}

/** The answer: the configuration's text, if the repository has one. */
export async function createCheckAndReadConfig(client: Client, job: PullJob, check: CheckRun, head: string): Promise<string | undefined> {
  const input = {
    repositoryId: job.repositoryNode,
    name: check.name,
    headSha: head,
    status: "COMPLETED",
    conclusion: check.outcome === "passed" ? "SUCCESS" : "FAILURE",
    externalId: externalId(job),
    actions: buttonsOf(check, job),
    output: { title: check.title, summary: check.summary, ...(check.text === undefined ? {} : { text: check.text }) },
  };
  const { createCheckRun } = await client.graphql<FirstContactAnswer>(FIRST_CONTACT, { input });
  return createCheckRun?.checkRun?.repository.object?.text ?? undefined;
}
