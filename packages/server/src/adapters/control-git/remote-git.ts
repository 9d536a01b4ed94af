import { join } from "node:path";
import { tryGit, type GitPlace, type GitResult } from "./git.ts";

export interface RemoteOptions {
  /** http(s), ssh, `user@host:path` or file; without credentials. */
  readonly url: string;
  /** For http(s): lines of git-credential-store, `https://user:token@host`. For ssh: the private key. Null: none. */
  readonly credentials: string | null;
  /** Told of what a person should know: history was rewritten, the remote is lost, it is back. */
  readonly onEvent: (text: string) => void;
}

const seconds = 60;

/** A word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Runs git against the remote, with its credentials handed over by file and never as an argument. */
export function tryRemote(place: GitPlace, remote: RemoteOptions, args: readonly string[]): Promise<GitResult> {
  const isSsh = /^ssh:|^[^/:]+@[^/]+:/.test(remote.url);
  const key = remote.credentials === null || !isSsh ? "" : ` -i ${quoted(remote.credentials)} -o IdentitiesOnly=yes`;
  const hosts = quoted(join(place.directory, "home", "known_hosts"));
  const ssh = `ssh -F /dev/null${key} -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${hosts}`;
  const store = remote.credentials === null || isSsh ? "" : `git credential-store --file ${quoted(remote.credentials)} get`;
  // only `get`: a refused password must not make git take the line out of the file
  const helper = store === "" ? [] : ["-c", `credential.helper=!f() { test "$1" = get && ${store}; }; f`];
  const settings = ["-c", "transfer.fsckObjects=true", "-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=20", ...helper];
  return tryGit(place, [...settings, ...args], "", {
    seconds,
    env: { GIT_SSH_COMMAND: ssh, GIT_ALLOW_PROTOCOL: "http:https:ssh:file" },
  });
}
