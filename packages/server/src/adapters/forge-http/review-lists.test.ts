import type { StatusForge } from "@sluice/contract";
import { expect, test } from "vitest";
import { reviewLists } from "./review-lists.ts";

const commit = "c".repeat(40);

/** Two that are open, from a branch of the repository and from a fork; cut to what matters, by the pages that review-lists.ts names. */
const listed: Readonly<Record<StatusForge, unknown>> = {
  github: [
    {
      number: 7,
      title: "Own",
      head: { sha: commit, ref: "draft", repo: { full_name: "ops/shop" } },
      base: { ref: "main", repo: { full_name: "ops/shop" } },
    },
    { number: 8, title: "Fork", head: { sha: commit, ref: "main", repo: null }, base: { ref: "main", repo: { full_name: "ops/shop" } } },
  ],
  gitea: [
    {
      number: 7,
      title: "Own",
      head: { sha: commit, ref: "draft", repo: { full_name: "ops/shop" } },
      base: { repo: { full_name: "ops/shop" } },
    },
    {
      number: 8,
      title: "Fork",
      head: { sha: commit, ref: "main", repo: { full_name: "eve/shop" } },
      base: { repo: { full_name: "ops/shop" } },
    },
  ],
  gitlab: [
    { iid: 7, title: "Own", sha: commit, source_branch: "draft", source_project_id: 3, target_project_id: 3 },
    { iid: 8, title: "Fork", sha: commit, source_branch: "main", source_project_id: 4, target_project_id: 3 },
  ],
  "bitbucket-cloud": {
    values: [
      {
        id: 7,
        title: "Own",
        source: { commit: { hash: commit.slice(0, 12) }, branch: { name: "draft" }, repository: { full_name: "ops/shop" } },
        destination: { repository: { full_name: "ops/shop" } },
      },
      {
        id: 8,
        title: "Fork",
        source: { commit: { hash: commit.slice(0, 12) }, branch: { name: "main" }, repository: { full_name: "eve/shop" } },
        destination: { repository: { full_name: "ops/shop" } },
      },
    ],
  },
  "bitbucket-dc": {
    values: [
      {
        id: 7,
        title: "Own",
        fromRef: { id: "refs/heads/draft", latestCommit: commit, repository: { id: 3 } },
        toRef: { id: "refs/heads/main", repository: { id: 3 } },
      },
      {
        id: 8,
        title: "Fork",
        fromRef: { id: "refs/heads/main", latestCommit: commit, repository: { id: 4 } },
        toRef: { id: "refs/heads/main", repository: { id: 3 } },
      },
    ],
  },
  gerrit: [
    { _number: 7, subject: "Own", current_revision: commit, revisions: { [commit]: { _number: 1, ref: "refs/heads/main" } } },
    { _number: 8, subject: "Fork", current_revision: commit, revisions: { [commit]: { _number: 3, ref: "--upload-pack=x" } } },
  ],
};

const forkRefs: Readonly<Record<StatusForge, string | null>> = {
  github: "refs/pull/8/head",
  gitea: "refs/pull/8/head",
  gitlab: "refs/merge-requests/8/head",
  "bitbucket-cloud": null,
  "bitbucket-dc": "refs/pull-requests/8/from",
  gerrit: "refs/changes/08/8/3",
};

test.each(Object.keys(listed) as StatusForge[])("what is open is read as %s lists it", (forge) => {
  const head = forge === "bitbucket-cloud" ? commit.slice(0, 12) : commit;
  expect(reviewLists[forge].shape.parse(listed[forge])).toEqual([
    // in Gerrit none is anybody's own, and refs are made of numbers
    forge === "gerrit"
      ? { number: 7, title: "Own", head, own: false, ref: "refs/changes/07/7/1" }
      : { number: 7, title: "Own", head, own: true, ref: "refs/heads/draft" },
    { number: 8, title: "Fork", head, own: false, ref: forkRefs[forge] },
  ]);
});

test.each(["refs/pull/9/head", "--upload-pack=x", "a..b", "main:refs/heads/main", ""])("a branch %j is nobody's own", (ref) => {
  const [first] = listed.gitea as readonly { head: object }[];
  const [found] = reviewLists.gitea.shape.parse([{ ...first, head: { ...first?.head, ref } }]);
  const isBranch = ref === "refs/pull/9/head";
  // git says whether there is such a branch; what could be more than a name goes no further
  expect(found).toMatchObject(isBranch ? { own: true, ref: `refs/heads/${ref}` } : { own: false, ref: "refs/pull/7/head" });
});

test.each([{ number: -1 }, { number: 7.5 }, { head: { sha: "--x", ref: "a", repo: null } }])("%j is a form that is not known", (wrong) => {
  const [first] = listed.github as readonly object[];
  expect(reviewLists.github.shape.safeParse([{ ...first, ...wrong }]).success).toBe(false);
});

const repository = { url: "https://git.example.org/r/a/projects/ops%2Fshop", headers: {} };

test("Gerrit is asked for what is open and public in the project, below the path that its API has", () => {
  const url = new URL(reviewLists.gerrit.url(repository, 50));
  expect(`${url.origin}${url.pathname}`).toBe("https://git.example.org/r/a/changes/");
  expect(url.searchParams.get("q")).toBe('status:open project:"ops/shop" -is:private');
  expect([url.searchParams.get("S"), url.searchParams.get("n")]).toEqual(["50", "50"]);
});

test.each<[StatusForge, unknown, number, number, number | null]>([
  ["github", [], 1, 50, 2],
  ["gitlab", [], 2, 49, null],
  ["bitbucket-cloud", {}, 1, 50, 2],
  // fewer than were asked for, as some are not for these eyes
  ["bitbucket-dc", { isLastPage: false, nextPageStart: 57 }, 0, 12, 57],
  ["bitbucket-dc", { isLastPage: true, nextPageStart: null }, 0, 50, null],
  ["gerrit", [{}, { _more_changes: true }], 50, 50, 100],
  ["gerrit", [{}, {}], 50, 2, null],
])("%s of %j has the next part after %i and %i more at %j", (forge, json, from, count, next) => {
  expect(reviewLists[forge].next(json, from, count)).toBe(next);
});
