import { expect, test } from "vitest";
import { unread } from "./unread-words.ts";

// what git 2.39 and 2.47 say
const said: readonly (readonly [string, boolean, string])[] = [
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", false, "private"],
  ["fatal: repository 'https://git.example.org/none.git/' not found", false, "typing error"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 403", false, "(403)"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 301", false, "redirects are not followed"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 502", true, "returned error: 502"],
  ["fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none CRLfile: none", false, "--certificates"],
  ["fatal: unable to access 'https://x/': SSL certificate problem: certificate has expired", false, "expired"],
  ["fatal: unable to access 'https://x/': Failed to connect to x port 443 after 1 ms: Couldn't connect to server", true, "port 443"],
  ["fatal: unable to access 'https://x/': Operation too slow. Less than 1000 bytes/sec", true, "too slow"],
  [
    "error: object 1234: hasDotgit: contains '.git'\nfatal: fsck error in packed object\nfatal: index-pack failed",
    false,
    "refuses an object",
  ],
  ["fatal: mismatched algorithms: client sha1; server sha256", false, "SHA-256"],
  [
    `@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @
The fingerprint for the ED25519 key sent by the remote host is
SHA256:6YgJQ9b3hDMAUKK3vE+10R50ly8Unaz+Tci5eyY8yBs.
Host key verification failed.
fatal: Could not read from remote repository.`,
    false,
    "(now SHA256:6YgJQ9b3hDMAUKK3vE+10R50ly8Unaz+Tci5eyY8yBs)",
  ],
  ["No ED25519 host key is known for source and you have requested strict checking.", false, "--forget"],
  ["git@10.0.0.1: Permission denied (publickey).\nfatal: Could not read from remote repository.", false, "let our deploy key in"],
  ["ERROR: Repository not found.\nfatal: Could not read from remote repository.", false, "may not read it"],
  ["ssh: connect to host 10.0.0.1 port 22: Connection timed out\nfatal: Could not read", true, "not answer (Connection timed out)"],
  ["sh: 1: ssh: not found\nfatal: Could not read from remote repository.", false, "openssh-client"],
  ["something new\u001b[31m", true, "something new?[31m"],
  ["", true, "git said nothing"],
];

test.each(said)("%j is told as what to do", (stderr, away, part) => {
  expect(unread({ code: 128, stderr }, 30)).toMatchObject({ kind: "unread", away, why: expect.stringContaining(part) });
});

test("a git that was ended did not get an answer in time", () => {
  expect(unread({ code: null, stderr: "" }, 30)).toEqual({ kind: "unread", away: true, why: "it did not answer within 30 s" });
});

test("who did not let our key in is told apart, and no address is named", () => {
  const refused = unread({ code: 128, stderr: "git@10.0.0.1: Permission denied (publickey)." }, 30);
  expect(refused).toMatchObject({ locked: true });
  expect(refused.why).not.toContain("10.0.0.1");
});
