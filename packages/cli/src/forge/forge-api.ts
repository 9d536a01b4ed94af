import { type HookForge, sourcePlace } from "@sluice/contract";

/** How a forge's API takes webhooks of one repository. */
export interface ForgeApi {
  /** GET lists them, POST makes one, DELETE of `<this>/<id>` removes one. */
  readonly hooks: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is posted for a webhook that tells of pushes. */
  readonly body: (url: string, secret: string) => object;
}

interface Repository {
  /** `https://HOST[:PORT]`, or what --api says. */
  readonly origin: string;
  readonly host: string;
  /** Of the repository, without slashes at its ends and `.git`. */
  readonly path: string;
}

/** The same fields for all three: Gitea and Gogs took them over from GitHub. */
const likeGithub = (more: object) => (url: string, secret: string) => ({
  active: true,
  events: ["push"],
  config: { url, content_type: "json", secret },
  ...more,
});

const apis: Readonly<Partial<Record<HookForge, (repository: Repository, token: string) => ForgeApi>>> = {
  // https://docs.github.com/rest/repos/webhooks; an Enterprise Server has it below /api/v3
  github: ({ origin, host, path }, token) => ({
    hooks: `${host === "github.com" || host === "api.github.com" ? "https://api.github.com" : `${origin}/api/v3`}/repos/${path}/hooks`,
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" },
    body: likeGithub({ name: "web" }),
  }),
  // https://docs.gitlab.com/api/project_webhooks
  gitlab: ({ origin, path }, token) => ({
    hooks: `${origin}/api/v4/projects/${encodeURIComponent(path)}/hooks`,
    headers: { "private-token": token },
    body: (url, secret) => ({ url, token: secret, push_events: true, enable_ssl_verification: true }),
  }),
  // https://docs.gitea.com/api, repoCreateHook
  gitea: ({ origin, path }, token) => ({
    hooks: `${origin}/api/v1/repos/${path}/hooks`,
    headers: { authorization: `token ${token}` },
    body: likeGithub({ type: "gitea" }),
  }),
  // https://github.com/gogs/docs-api, Repositories/Webhooks
  gogs: ({ origin, path }, token) => ({
    hooks: `${origin}/api/v1/repos/${path}/hooks`,
    headers: { authorization: `token ${token}` },
    body: likeGithub({ type: "gogs" }),
  }),
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories
  "bitbucket-cloud": ({ host, origin, path }, token) => ({
    hooks: `${host === "bitbucket.org" ? "https://api.bitbucket.org" : origin}/2.0/repositories/${path}/hooks`,
    headers: { authorization: `Bearer ${token}` },
    body: (url, secret) => ({ description: "Sluice", url, active: true, secret, events: ["repo:push"] }),
  }),
  // https://developer.atlassian.com/server/bitbucket/rest; its clones are at /scm/PROJECT/NAME.git
  "bitbucket-dc": ({ origin, path }, token) => {
    const [project = "", name = ""] = path.split("/").slice(-2);
    return {
      hooks: `${origin}/rest/api/latest/projects/${project}/repos/${name}/webhooks`,
      headers: { authorization: `Bearer ${token}` },
      body: (url, secret) => ({ name: "Sluice", url, active: true, events: ["repo:refs_changed"], configuration: { secret } }),
    };
  },
};

/** Forges whose webhooks can be made through their API. */
export const forgesWithApi = Object.keys(apis) as readonly HookForge[];

/** Where and how a webhook of the repository is made; null where the forge has no API for it. `api` is for forges whose API answers elsewhere. */
export function forgeApi(forge: HookForge, source: string, token: string, api?: string): ForgeApi | null {
  const { scheme, host: hostname, path: given } = sourcePlace(source);
  // the API is at the same host, whatever git's own way to it is
  const origin = scheme === "ssh" ? `https://${hostname}` : new URL(source).origin;
  const path = given.replace(/^\/+|\/+$|\.git\/*$/g, "").replace(/\/+$/, "");
  const repository = { origin: api?.replace(/\/+$/, "") ?? origin, host: api === undefined ? hostname : new URL(api).hostname, path };
  return apis[forge]?.(repository, token) ?? null;
}
