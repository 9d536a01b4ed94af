import type { HookForge } from "./schemas/hooks.ts";
import { sourcePlace } from "./source-place.ts";

/** How a forge's API is asked about one repository. */
export interface ForgeRepository {
  /** The repository itself, without a slash at its end. */
  readonly url: string;
  /** What carries the token, and what the API's version wants. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Place {
  /** `https://HOST[:PORT]`, or where the API is said to answer. */
  readonly origin: string;
  readonly host: string;
  /** Of the repository, without slashes at its ends and `.git`; what the API's own address begins with is left out. */
  readonly path: string;
  /** Whose the token is; empty: the forge does not ask. */
  readonly account: string;
}

const places: Readonly<Partial<Record<HookForge, (place: Place, token: string) => ForgeRepository>>> = {
  // https://docs.github.com/rest/repos/repos; an Enterprise Server has it below /api/v3
  github: ({ origin, host, path }, token) => ({
    url: `${host === "github.com" || host === "api.github.com" ? "https://api.github.com" : `${origin}/api/v3`}/repos/${path}`,
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" },
  }),
  // https://docs.gitlab.com/api/projects
  gitlab: ({ origin, path }, token) => ({
    url: `${origin}/api/v4/projects/${encodeURIComponent(path)}`,
    headers: { "private-token": token },
  }),
  // https://docs.gitea.com/api, repoGet
  gitea: ({ origin, path }, token) => ({ url: `${origin}/api/v1/repos/${path}`, headers: { authorization: `token ${token}` } }),
  // https://github.com/gogs/docs-api, Repositories
  gogs: ({ origin, path }, token) => ({ url: `${origin}/api/v1/repos/${path}`, headers: { authorization: `token ${token}` } }),
  // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories
  "bitbucket-cloud": ({ host, origin, path }, token) => ({
    url: `${host === "bitbucket.org" ? "https://api.bitbucket.org" : origin}/2.0/repositories/${path}`,
    headers: { authorization: `Bearer ${token}` },
  }),
  // https://developer.atlassian.com/server/bitbucket/rest; its clones are at /scm/PROJECT/NAME.git
  "bitbucket-dc": ({ origin, path }, token) => {
    const [project = "", name = ""] = path.split("/").slice(-2);
    return { url: `${origin}/rest/api/latest/projects/${project}/repos/${name}`, headers: { authorization: `Bearer ${token}` } };
  },
  // https://gerrit-review.googlesource.com/Documentation/rest-api.html, "Authentication": what is below /a/ asks for a password
  gerrit: ({ origin, path, account }, token) => ({
    url: `${origin}/a/projects/${encodeURIComponent(gerritProject(path))}`,
    headers: { authorization: `Basic ${btoa(`${account}:${token}`)}` },
  }),
};

/** Forges where a webhook is made by their API; Gerrit's plugin has its own, which only a project's owners may use. */
export const forgesWithApi = (Object.keys(places) as HookForge[]).filter((forge): boolean => forge !== "gerrit") as readonly HookForge[];

/** A project by the path that git has it at: below `/a/` for whoever gives a password. */
export function gerritProject(path: string): string {
  return path
    .replace(/^\/+/, "")
    .replace(/^a\//, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}

/**
 * A repository in its forge's API; null where the forge has none. `api` (`https://HOST[/PATH]`) is for forges whose API
 * answers elsewhere, or below a path; `account`: whose the token is, where the forge asks.
 */
export function forgeRepository(
  forge: HookForge,
  source: string,
  token: string,
  api?: string | null,
  account?: string | null,
): ForgeRepository | null {
  const { scheme, host: hostname, path: given } = sourcePlace(source);
  // the API is at the same host, whatever git's own way to it is
  const origin = scheme === "ssh" ? `https://${hostname}` : new URL(source).origin;
  const whole = given.replace(/^\/+|\/+$|\.git\/*$/g, "").replace(/\/+$/, "");
  const elsewhere = api === undefined || api === null ? null : new URL(api);
  const below = (elsewhere?.pathname ?? "").replaceAll(/^\/+|\/+$/g, "");
  // over http the repository is below the same path as the API is; over ssh it is not
  const path = below !== "" && scheme !== "ssh" && whole.startsWith(`${below}/`) ? whole.slice(below.length + 1) : whole;
  const at = {
    origin: elsewhere === null ? origin : `${elsewhere.origin}${below === "" ? "" : `/${below}`}`,
    host: elsewhere?.hostname ?? hostname,
    path,
    account: account ?? "",
  };
  return places[forge]?.(at, token) ?? null;
}
