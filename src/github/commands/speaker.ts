/** Who says a command, and what GitHub lets them do at that moment. */
import type { Role } from "../../model/role.ts";
import type { Client } from "../client.ts";
import { roleOf } from "../role.ts";
import type { Speaker } from "./obey.ts";

/** Asked once, and only when it matters. Without an account behind it a comment has nobody's rights. */
export function speakerOf(
  client: Client,
  {
    owner,
    repo,
    author,
    pullAuthor,
  }: { readonly owner: string; readonly repo: string; readonly author?: { readonly login: string; readonly id: number }; readonly pullAuthor?: number },
): Speaker {
  let asked: Promise<Role> | undefined;
  return {
    isAuthor: author !== undefined && author.login.toLowerCase() !== "ghost" && author.id === pullAuthor,
    role: () => {
      asked ??= author ? roleOf(client, { owner, repo }, author.login) : Promise.resolve("none");
      return asked;
    },
  };
}
