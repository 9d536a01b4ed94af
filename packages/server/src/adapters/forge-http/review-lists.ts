import { BranchName, type StatusForge } from "@sluice/contract";
import { z } from "zod";
import type { Review } from "../../core/ports/forge-reviews.ts";

/** Asked for at one time; more than that are not looked at. */
export const mostReviews = 50;

interface ReviewList {
  /** Below the repository in its API. */
  readonly path: string;
  readonly shape: z.ZodType<readonly Review[]>;
}

const number = z.number().int().positive();
const head = z.string().regex(/^[0-9a-f]{12,64}$/);

/** What comes from the repository's own branch is fetched by that: that it is there proves who may push. */
function review(found: Pick<Review, "number" | "title" | "head">, own: boolean, branch: string, pullRef: string | null): Review {
  const name = BranchName.safeParse(branch);
  const isOwn = own && name.success;
  return { ...found, own: isOwn, ref: isOwn ? `refs/heads/${name.data}` : pullRef };
}

const Repository = z.looseObject({ full_name: z.string() });
const likeGithub = z.array(
  z
    .looseObject({
      number,
      title: z.string(),
      // a fork that was deleted is null
      head: z.looseObject({ sha: head, ref: z.string(), repo: Repository.nullish() }),
      base: z.looseObject({ repo: Repository }),
    })
    .transform(({ number: n, title, head: from, base }) =>
      review({ number: n, title, head: from.sha }, from.repo?.full_name === base.repo.full_name, from.ref, `refs/pull/${n}/head`),
    ),
);
const gitlab = z.array(
  z
    .looseObject({
      iid: number,
      title: z.string(),
      sha: head,
      source_branch: z.string(),
      source_project_id: z.number().nullable(),
      target_project_id: z.number(),
    })
    .transform(({ iid, title, sha, source_branch: branch, source_project_id: from, target_project_id: to }) =>
      review({ number: iid, title, head: sha }, from === to, branch, `refs/merge-requests/${iid}/head`),
    ),
);
const cloud = z
  .looseObject({
    values: z.array(
      z
        .looseObject({
          id: number,
          title: z.string(),
          source: z.looseObject({
            commit: z.looseObject({ hash: head }),
            branch: z.looseObject({ name: z.string() }),
            repository: Repository.nullish(),
          }),
          destination: z.looseObject({ repository: Repository }),
        })
        .transform(({ id, title, source: { commit, branch, repository }, destination }) =>
          review({ number: id, title, head: commit.hash }, repository?.full_name === destination.repository.full_name, branch.name, null),
        ),
    ),
  })
  .transform(({ values }) => values);
const End = z.looseObject({ id: z.string(), repository: z.looseObject({ id: z.number() }) });
const dataCenter = z
  .looseObject({
    values: z.array(
      z
        .looseObject({ id: number, title: z.string(), fromRef: End.extend({ latestCommit: head }), toRef: End })
        .transform(({ id, title, fromRef, toRef }) =>
          review(
            { number: id, title, head: fromRef.latestCommit },
            fromRef.repository.id === toRef.repository.id,
            fromRef.id.replace(/^refs\/heads\//, ""),
            `refs/pull-requests/${id}/from`,
          ),
        ),
    ),
  })
  .transform(({ values }) => values);

/** How each forge lists what is open. */
export const reviewLists: Readonly<Record<StatusForge, ReviewList>> = {
  // https://docs.github.com/rest/pulls/pulls
  github: { path: `/pulls?state=open&per_page=${mostReviews}`, shape: likeGithub },
  // https://docs.gitea.com/api, repoListPullRequests
  gitea: { path: `/pulls?state=open&limit=${mostReviews}`, shape: likeGithub },
  // https://docs.gitlab.com/api/merge_requests
  gitlab: { path: `/merge_requests?state=opened&per_page=${mostReviews}`, shape: gitlab },
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests
  "bitbucket-cloud": { path: `/pullrequests?state=OPEN&pagelen=${mostReviews}`, shape: cloud },
  // https://developer.atlassian.com/server/bitbucket/rest, "Get pull requests for repository"
  "bitbucket-dc": { path: `/pull-requests?state=OPEN&limit=${mostReviews}`, shape: dataCenter },
};
