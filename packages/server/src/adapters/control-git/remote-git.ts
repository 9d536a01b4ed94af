import { tryGit, type GitPlace, type GitResult } from "./git.ts";
import { quoted, sshCommand, type SshPlace } from "./ssh.ts";

export interface RemoteOptions {
  /** http(s), ssh, `user@host:path` or file; without credentials. */
  readonly url: string;
  /** For http(s): lines of git-credential-store, `https://user:token@host`. For ssh: the private key; null: one is made. */
  readonly credentials: string | null;
  /** For ssh: the only keys of hosts that count. Without it a host's key is kept when it is first seen. */
  readonly knownHosts?: string | null;
  /** Told of what a person should know: history was rewritten, the remote is lost, it is back. */
  readonly onEvent: (text: string) => void;
}

const seconds = 60;

/** Runs git against the remote, with its credentials handed over by file and never as an argument. */
export function tryRemote(place: GitPlace, remote: RemoteOptions, ssh: SshPlace | null, args: readonly string[]): Promise<GitResult> {
  const store = remote.credentials === null || ssh !== null ? "" : `git credential-store --file ${quoted(remote.credentials)} get`;
  // only `get`: a refused password must not make git take the line out of the file
  const helper = store === "" ? [] : ["-c", `credential.helper=!f() { test "$1" = get && ${store}; }; f`];
  const settings = ["-c", "transfer.fsckObjects=true", "-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=20", ...helper];
  return tryGit(place, [...settings, ...args], "", {
    seconds,
    env: { GIT_SSH_COMMAND: ssh === null ? "false" : sshCommand(ssh), GIT_ALLOW_PROTOCOL: "http:https:ssh:file" },
  });
}
