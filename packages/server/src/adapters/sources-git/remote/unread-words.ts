import type { Unread } from "../../../core/ports/remote-sources.ts";
import type { GitRun } from "../run-git.ts";

const words: readonly { readonly match: RegExp; readonly away?: true; readonly locked?: true; readonly why: string }[] = [
  {
    match: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for|Host key verification failed/,
    why: "its host has another key than when it was seen first$key: it may be another machine, so nothing was asked of it. If its admins changed it: sluice source hostkey --forget",
  },
  {
    match: /Permission denied \(|Unable to negotiate .* no mutual signature/,
    locked: true,
    why: "its host does not let our deploy key in: enter the key there, with the right to read. sluice source key shows it",
  },
  // GitHub, GitLab, Gitea and Forgejo, Gerrit: what they say to a key that they know
  {
    match: /ERROR: Repository not found|project you were looking for|(Gitea|Forgejo): |Project \S+ not found|not allowed to/,
    locked: true,
    why: "there is no such repository at its host, or our deploy key may not read it: look for a typing error, and enter the key there. sluice source key shows it",
  },
  { match: /does not appear to be a git repository/, why: "there is no repository at this address: look for a typing error" },
  { match: /no matching (host key type|key exchange method|cipher|MAC)/, why: "its host speaks an ssh that is too old: $&" },
  // ssh names the address, which is nobody's business
  {
    match:
      /(?<=connect to host .*: )(Connection refused|Connection timed out|No route to host|Network is unreachable)|Connection (closed|reset) by|kex_exchange_identification/,
    away: true,
    why: "its server does not answer ($&)",
  },
  { match: /ssh: (command )?not found|cannot run ssh/, why: "the server has no ssh: an admin must install it (openssh-client)" },
  {
    match: /could not read Username|could not read Password|Authentication failed|terminal prompts disabled|returned error: 401/,
    why: "it asks for a password: it is private and the token that was given, if any, is wrong or may not read it, or there is nothing of that name. Give a token with --token-stdin, or its address for ssh, for which a deploy key is made",
  },
  { match: /returned error: 403/, why: "its server refuses us (403): it is private, or its server lets nobody fetch without a name" },
  {
    match: /returned error: 3\d\d|redirect/i,
    why: "its server says that it is elsewhere, and redirects are not followed: give the address where it ends, often that with .git",
  },
  { match: /repository '.*' not found|returned error: (404|410)/, why: "there is no repository at this address: look for a typing error" },
  { match: /returned error: (429|5\d\d)/, away: true, why: "its server has trouble ($&)" },
  {
    match: /certificate|SSL|TLS|gnutls/i,
    why: "its certificate is not trusted ($line). A company's own authority is named by an admin with --certificates",
  },
  {
    match:
      /Failed to connect|Connection (refused|timed out|reset)|Operation (too slow|timed out)|Empty reply|Couldn't connect|Recv failure|early EOF|hung up|curl 18|RPC failed|HTTP\/2 stream/,
    away: true,
    why: "its server does not answer ($line)",
  },
  { match: /mismatched algorithms|object format/, why: "it has hashes of another kind (SHA-256), which are not supported" },
  {
    match: /not valid: is this a git repository|not a git repository|protocol error|bad line length|invalid server response/,
    why: "there is something at this address, but no git repository",
  },
  { match: /fsck|index-pack failed|invalid index-pack|bad object|unpack/, why: "git refuses an object of its history ($line)" },
  { match: /couldn't find remote ref/, why: "the branch has gone meanwhile" },
];

/** What git said of a repository elsewhere, for whoever must mend it. `seconds`: how long it was waited for. */
export function unread({ code, stderr }: Pick<GitRun, "code" | "stderr">, seconds: number): Unread {
  if (code === null) return { kind: "unread", away: true, why: `it did not answer within ${seconds} s` };
  const line = saidLine(stderr);
  const found = words.map((word) => ({ ...word, hit: word.match.exec(stderr) })).find(({ hit }) => hit !== null);
  if (found === undefined) return { kind: "unread", away: true, why: `git cannot read it (${line})` };
  const key = /key sent by the remote host is\s+(\S+?)\.?\s/.exec(stderr)?.[1];
  const why = found.why
    .replace("$line", () => line)
    .replace("$&", () => found.hit?.[0] ?? "")
    .replace("$key", () => (key === undefined ? "" : ` (now ${key})`));
  return { kind: "unread", away: found.away ?? false, why, ...(found.locked === true ? { locked: true } : {}) };
}

function saidLine(stderr: string): string {
  const lines = stderr.split("\n").filter((each) => each.trim() !== "");
  const line = lines.find((each) => /^(error|fatal)/.test(each)) ?? lines[0] ?? "git said nothing";
  return line
    .replace(/^(fatal|error): /, "")
    .replaceAll(/\p{Cc}/gu, "?")
    .trim()
    .slice(0, 200);
}
