import type { Unread } from "../../../core/ports/remote-sources.ts";
import type { GitRun } from "../run-git.ts";

const words: readonly { readonly match: RegExp; readonly away?: true; readonly why: string }[] = [
  {
    match: /could not read Username|could not read Password|Authentication failed|terminal prompts disabled|returned error: 401/,
    why: "it asks for a password: it is private, or there is nothing of that name. Only repositories that anybody may read are supported by now",
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
  const why = found.why.replace("$line", () => line).replace("$&", () => found.hit?.[0] ?? "");
  return { kind: "unread", away: found.away ?? false, why };
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
