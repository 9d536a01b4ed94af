import type { GitRemote } from "./git.ts";

/** The tool that a directory is pushed to, and its server, read from a git remote. */
export interface Place {
  readonly server: string;
  readonly tool: string;
}

/** The remote `sluice`, else one on a server that one is signed in to. */
export function placeOf(remotes: readonly GitRemote[], knownServers: readonly string[]): Place | undefined {
  const own = remotes.find((remote) => remote.name === "sluice");
  const place = own === undefined ? undefined : placeOfUrl(own.url);
  if (place !== undefined) return place;
  return remotes.map((remote) => placeOfUrl(remote.url)).find((other) => other !== undefined && knownServers.includes(other.server));
}

/** Takes `http://HOST:PORT/git/<tool>.git` apart. */
export function placeOfUrl(url: string): Place | undefined {
  const match = /^(https?:\/\/.+)\/git\/([a-z][a-z0-9-]*)(?:\.git)?\/?$/.exec(url);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const server = serverUrl(match[1]);
  return server === undefined ? undefined : { server, tool: match[2] };
}

/** A server's address in its one form: scheme, host and port. Nothing when it is no address. */
export function serverUrl(text: string): string | undefined {
  const bare = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(text) ? `http://${text}` : `https://${text}`;
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : bare);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return undefined;
  return url.pathname === "/" ? url.origin : undefined;
}
