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
  ["something new\u001b[31m", true, "something new?[31m"],
  ["", true, "git said nothing"],
];

test.each(said)("%j is told as what to do", (stderr, away, part) => {
  expect(unread({ code: 128, stderr }, 30)).toMatchObject({ kind: "unread", away, why: expect.stringContaining(part) });
});

test("a git that was ended did not get an answer in time", () => {
  expect(unread({ code: null, stderr: "" }, 30)).toEqual({ kind: "unread", away: true, why: "it did not answer within 30 s" });
});
