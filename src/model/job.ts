/** What is to be reviewed. The event that asked is only a hint; the review reads the pull request's current state. */

export type Job = PullJob | LocalJob;

export interface PullJob {
  readonly kind: "pull";
  readonly owner: string;
  readonly repo: string;
  /** 0: a merge queue's commit that does not say whose it is. */
  readonly number: number;
  /** Absent with a personal or workflow token. */
  readonly installation?: number;
  /** The repository's GraphQL id, where the event told it. */
  readonly repositoryNode?: string;
  /** Newest head that the event knew of. */
  readonly head?: string;
  /** The base branch as the event knew it: its name, and the commit it stood at. */
  readonly base?: { readonly name: string; readonly sha?: string };
  /** Comments and review comments that the event counted; 0: nothing of ours can stand there yet. */
  readonly comments?: number;
  /** The commit that a merge queue made of the pull request: `head` and `base.sha` are its own, and only a check is written. */
  readonly group?: true;
  readonly reason: string;
  /** Publish again even if the head already has a completed check of ours. */
  readonly force: boolean;
}

export interface LocalJob {
  readonly kind: "local";
  readonly reason: string;
}
