import type { ForgeRepository } from "@sluice/contract";
import type { ForgeAccess, ForgeAnswer, ForgeStatus } from "../../core/ports/forge-statuses.ts";
import { changesOf, gerritChanges, isToldIn, readChanges, reviewInput, voteOf } from "./gerrit.ts";
import type { Reply } from "./pinned-request.ts";

type Ask = (url: string, body?: object) => Promise<Reply>;

/**
 * Writes into each change that has this commit what became of it, with a vote where one may be given. A commit that came
 * without a review has no change: there is nobody to tell.
 */
export async function tellGerrit(
  ask: Ask,
  repository: ForgeRepository,
  { label }: Pick<ForgeAccess, "label">,
  status: ForgeStatus,
  answerOf: (reply: Reply) => ForgeAnswer,
): Promise<ForgeAnswer> {
  const found = await ask(changesOf(repository, status.commit));
  const answer = answerOf(found);
  if (answer.kind === "refused" || found.kind !== "reply") return answer;
  const changes = readChanges(found.text);
  if (changes === null) {
    return { kind: "refused", away: false, why: `${new URL(repository.url).host} lists its changes in a form that is not known` };
  }
  let lacks: string | null = null;
  for (const change of changes) {
    const at = `${gerritChanges(repository)}${change._number}`;
    // a message cannot be written over, and a commit may be in several changes: told twice shows
    const told = await ask(`${at}/messages`);
    if (told.kind === "reply" && told.status === 200 && isToldIn(told.text, status)) continue;
    const vote = voteOf(change, label, status);
    const taken = answerOf(await ask(`${at}/revisions/${status.commit}/review`, reviewInput(status, vote)));
    if (taken.kind === "refused") return taken;
    lacks ??= vote.lacks;
  }
  return lacks === null ? { kind: "taken" } : { kind: "taken", lacks };
}
