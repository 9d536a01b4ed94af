import { BranchName, type ForgeRepository, jsonOf, type StatusForge } from "@sluice/contract";
import { z } from "zod";
import type { Review } from "../../core/ports/forge-reviews.ts";
import { gerritChanges, gerritJson, projectOf } from "./gerrit.ts";

/** Asked for at one time, and looked at altogether. */
export const perPart = 50;
export const mostReviews = 500;

interface ReviewList {
  /** What the forge calls the first part: a page's number, or how many come before. */
  readonly first: number;
  readonly url: (repository: ForgeRepository, from: number) => string;
  readonly json: (text: string) => unknown;
  readonly shape: z.ZodType<readonly Review[]>;
  /** Where the next part begins; null: there is none. */
  readonly next: (json: unknown, from: number, count: number) => number | null;
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

const RestOf = z.looseObject({ isLastPage: z.boolean(), nextPageStart: z.number().int().positive().nullish() });

const Patch = z.looseObject({ _number: number });
/** Anybody who is signed in may push a change for review: none is the repository's own. */
const gerrit = z.array(
  z
    .looseObject({ _number: number, subject: z.string(), current_revision: head, revisions: z.record(z.string(), Patch) })
    .transform(({ _number: n, subject, current_revision: newest, revisions }, context) => {
      const patch = revisions[newest]?._number;
      if (patch !== undefined) return review({ number: n, title: subject, head: newest }, false, "", changeRef(n, patch));
      context.addIssue({ code: "custom", message: "has no patch set that is its newest" });
      return z.NEVER;
    }),
);
const More = z.array(z.looseObject({ _more_changes: z.boolean().optional() }));

/** Gerrit's note-db.html, "Change Refs": the last two digits, the number, the patch set. */
function changeRef(change: number, patch: number): string {
  return `refs/changes/${String(change % 100).padStart(2, "0")}/${change}/${patch}`;
}

const byPage = (path: string, shape: ReviewList["shape"]): ReviewList => ({
  first: 1,
  url: ({ url }, from) => `${url}${path}&page=${from}`,
  json: jsonOf,
  shape,
  next: (_, from, count) => (count < perPart ? null : from + 1),
});

/** How each forge lists what is open. */
export const reviewLists: Readonly<Record<StatusForge, ReviewList>> = {
  // https://docs.github.com/rest/pulls/pulls
  github: byPage(`/pulls?state=open&per_page=${perPart}`, likeGithub),
  // https://docs.gitea.com/api, repoListPullRequests
  gitea: byPage(`/pulls?state=open&limit=${perPart}`, likeGithub),
  // https://docs.gitlab.com/api/merge_requests
  gitlab: byPage(`/merge_requests?state=opened&per_page=${perPart}`, gitlab),
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests
  "bitbucket-cloud": byPage(`/pullrequests?state=OPEN&pagelen=${perPart}`, cloud),
  // https://developer.atlassian.com/server/bitbucket/rest, "Get pull requests for repository" and "Paged APIs"
  "bitbucket-dc": {
    first: 0,
    url: ({ url }, from) => `${url}/pull-requests?state=OPEN&limit=${perPart}&start=${from}`,
    json: jsonOf,
    shape: dataCenter,
    next: (json) => {
      const rest = RestOf.safeParse(json).data;
      return rest?.isLastPage === false ? (rest.nextPageStart ?? null) : null;
    },
  },
  // https://gerrit-review.googlesource.com/Documentation/rest-api-changes.html, "Query Changes"; private ones are for few eyes
  gerrit: {
    first: 0,
    url: (repository, from) => {
      const query = encodeURIComponent(`status:open project:"${projectOf(repository)}" -is:private`);
      return `${gerritChanges(repository)}?q=${query}&o=CURRENT_REVISION&n=${perPart}&S=${from}`;
    },
    json: gerritJson,
    shape: gerrit,
    next: (json, from, count) => (More.safeParse(json).data?.at(-1)?._more_changes === true ? from + count : null),
  },
};
