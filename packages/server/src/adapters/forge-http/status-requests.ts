import { createHash } from "node:crypto";
import type { StatusForge, StatusState } from "@sluice/contract";
import { z } from "zod";
import type { ForgeStatus } from "../../core/ports/forge-statuses.ts";

/** How one forge takes a status of a commit. */
export interface StatusRequests {
  /** Below the repository in its API: where it is posted. */
  readonly path: (status: ForgeStatus) => string;
  readonly body: (status: ForgeStatus) => object;
  /** Where the newest statuses of a commit are listed, to see whether one was told already; null: telling again changes nothing. */
  readonly listed: ((status: ForgeStatus) => string) | null;
  /** Whether this is among them. */
  readonly isTold: (list: unknown, status: ForgeStatus) => boolean;
}

type Names = Readonly<Record<StatusState, string>>;

const asGithub: Names = { pending: "pending", success: "success", failure: "failure", cancelled: "error" };
const asGitlab: Names = { pending: "pending", success: "success", failure: "failed", cancelled: "canceled" };
const asCloud: Names = { pending: "INPROGRESS", success: "SUCCESSFUL", failure: "FAILED", cancelled: "STOPPED" };
const asDataCenter: Names = { pending: "INPROGRESS", success: "SUCCESSFUL", failure: "FAILED", cancelled: "FAILED" };

/** GitHub calls it `state`, Gitea in its list `status`; newest first in both. */
const Contexts = z.array(z.looseObject({ context: z.string(), state: z.string().optional(), status: z.string().optional() }));

const likeGithub: StatusRequests = {
  path: ({ commit }) => `/statuses/${commit}`,
  body: ({ state, name, description, link }) => ({ state: asGithub[state], target_url: link, description, context: name }),
  listed: ({ commit }) => `/commits/${commit}/statuses`,
  isTold(list, { name, state }) {
    const newest = Contexts.safeParse(list).data?.find(({ context }) => context === name);
    return newest !== undefined && (newest.state ?? newest.status) === asGithub[state];
  },
};

const Named = z.array(z.looseObject({ name: z.string(), status: z.string() }));

/** A key of at most 40 characters names it; posted again it is written over. */
const keyed = (names: Names, path: StatusRequests["path"]): StatusRequests => ({
  path,
  body: ({ state, name, description, link }) => ({ key: keyOf(name), state: names[state], name, url: link, description }),
  listed: null,
  isTold: () => false,
});

/** Of the forges that show a status beside a commit. */
export const statusRequests: Readonly<Record<Exclude<StatusForge, "gerrit">, StatusRequests>> = {
  // https://docs.github.com/rest/commits/statuses
  github: likeGithub,
  // https://docs.gitea.com/api, repoCreateStatus and repoListStatusesByRef
  gitea: likeGithub,
  // https://docs.gitlab.com/api/commits, "Set the pipeline status of a commit"; told twice it answers 400
  gitlab: {
    path: ({ commit }) => `/statuses/${commit}`,
    body: ({ state, name, description, link }) => ({ state: asGitlab[state], name, description, target_url: link }),
    listed: ({ commit, name }) => `/repository/commits/${commit}/statuses?name=${encodeURIComponent(name)}`,
    isTold: (list, { name, state }) =>
      Named.safeParse(list).data?.some((one) => one.name === name && one.status === asGitlab[state]) ?? false,
  },
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses
  "bitbucket-cloud": keyed(asCloud, ({ commit }) => `/commit/${commit}/statuses/build`),
  // https://developer.atlassian.com/server/bitbucket/rest, "Create or update build status"
  "bitbucket-dc": keyed(asDataCenter, ({ commit }) => `/commits/${commit}/builds`),
};

function keyOf(name: string): string {
  return name.length <= 40 ? name : `sluice-${createHash("sha256").update(name).digest("hex").slice(0, 33)}`;
}
