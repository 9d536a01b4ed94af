import { forgeRepository, type ForgeRepository, type HookForge } from "@sluice/contract";

/** How a forge's API takes webhooks of one repository. */
export interface ForgeApi extends Pick<ForgeRepository, "headers"> {
  /** GET lists them, POST makes one, DELETE of `<this>/<id>` removes one. */
  readonly hooks: string;
  /** What is posted for a webhook that tells of pushes, and of pull requests when they get previews. */
  readonly body: (url: string, secret: string, reviews: boolean) => object;
}

interface Hooks {
  readonly path: string;
  readonly body: ForgeApi["body"];
}

/** The same fields for all three: Gitea and Gogs took them over from GitHub. */
const likeGithub = (more: object, reviewEvents: readonly string[] = []): Hooks => ({
  path: "hooks",
  body: (url, secret, reviews) => ({
    active: true,
    events: ["push", ...(reviews ? reviewEvents : [])],
    config: { url, content_type: "json", secret },
    ...more,
  }),
});

/** "Event payloads" of support.atlassian.com and confluence.atlassian.com. */
const ofCloud = ["pullrequest:created", "pullrequest:updated", "pullrequest:fulfilled", "pullrequest:rejected"];
const ofDataCenter = ["pr:opened", "pr:from_ref_updated", "pr:merged", "pr:declined", "pr:deleted"];

const hooksOf: Readonly<Partial<Record<HookForge, Hooks>>> = {
  // https://docs.github.com/rest/repos/webhooks
  github: likeGithub({ name: "web" }, ["pull_request"]),
  // https://docs.gitlab.com/api/project_webhooks
  gitlab: {
    path: "hooks",
    body: (url, secret, reviews) => ({
      url,
      token: secret,
      push_events: true,
      merge_requests_events: reviews,
      enable_ssl_verification: true,
    }),
  },
  // https://docs.gitea.com/api, repoCreateHook
  gitea: likeGithub({ type: "gitea" }, ["pull_request", "pull_request_sync"]),
  // https://github.com/gogs/docs-api, Repositories/Webhooks
  gogs: likeGithub({ type: "gogs" }),
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories
  "bitbucket-cloud": {
    path: "hooks",
    body: (url, secret, reviews) => ({
      description: "Sluice",
      url,
      active: true,
      secret,
      events: ["repo:push", ...(reviews ? ofCloud : [])],
    }),
  },
  // https://developer.atlassian.com/server/bitbucket/rest
  "bitbucket-dc": {
    path: "webhooks",
    body: (url, secret, reviews) => ({
      name: "Sluice",
      url,
      active: true,
      events: ["repo:refs_changed", ...(reviews ? ofDataCenter : [])],
      configuration: { secret },
    }),
  },
};

/** Where and how a webhook of the repository is made; null where the forge has no API for it. `api` is for forges whose API answers elsewhere. */
export function forgeApi(forge: HookForge, source: string, token: string, api?: string): ForgeApi | null {
  const [repository, hooks] = [forgeRepository(forge, source, token, api), hooksOf[forge]];
  if (repository === null || hooks === undefined) return null;
  return { hooks: `${repository.url}/${hooks.path}`, headers: repository.headers, body: hooks.body };
}
