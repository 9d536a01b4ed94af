import { createHmac } from "node:crypto";
import { HookForge } from "@sluice/contract";
import { describe, expect, test } from "vitest";
import { playHook } from "./played-hooks.ts";
import { readEvent } from "./read-event.ts";
import { verifyHook } from "./verify-hook.ts";

const now = Date.UTC(2026, 10, 22);
const commit = "c".repeat(40);

describe.each(HookForge.options)("a webhook of %s", (forge) => {
  test("counts with its secret, and not with another, none, or a body with one more byte", () => {
    const request = playHook(forge, "correct horse", now);
    expect(verifyHook(forge, request, "correct horse", now)).toBe(true);
    expect(verifyHook(forge, request, "correct horsf", now)).toBe(false);
    expect(verifyHook(forge, request, "", now)).toBe(false);
    expect(verifyHook(forge, playHook(forge, "", now), "", now)).toBe(false);
    const signsBody = forge !== "gerrit" && forge !== "gitlab";
    const longer = { ...request, body: Buffer.concat([request.body, Buffer.from(" ")]) };
    expect(verifyHook(forge, longer, "correct horse", now)).toBe(!signsBody);
    expect(verifyHook(forge, { ...request, headers: {}, pathSecret: "" }, "correct horse", now)).toBe(false);
  });

  test("says the branch and its commit", () => {
    const event = readEvent(forge, playHook(forge, "x", now));
    expect(event.branches).toEqual([{ branch: "main", commit }]);
    expect(event.delivery === null).toBe(forge === "gerrit");
  });

  test("is good for no other kind of webhook, unless both sign alike", () => {
    const alike = [["bitbucket-cloud", "bitbucket-dc"]];
    const request = playHook(forge, "x", now);
    const others = HookForge.options.filter(
      (other) => other !== forge && !alike.some((pair) => pair.includes(forge) && pair.includes(other)),
    );
    expect(others.filter((other) => verifyHook(other, request, "x", now))).toEqual([]);
  });
});

test("agrees with the example of GitHub's documentation", () => {
  const headers = { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" };
  const request = { headers, body: Buffer.from("Hello, World!"), pathSecret: "" };
  expect(verifyHook("github", request, "It's a Secret to Everybody", now)).toBe(true);
});

describe("GitLab's signed form", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  const seconds = String(now / 1000);
  const body = Buffer.from('{"test": 2432232314}');
  const signature = `v1,${createHmac("sha256", key).update(`msg_1.${seconds}.`).update(body).digest("base64")}`;
  const headers = { "webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": `v1,AAAA ${signature}` };

  test("counts within five minutes, also beside an older signature, and never falls back to the token", () => {
    expect(verifyHook("gitlab", { headers, body, pathSecret: "" }, secret, now)).toBe(true);
    expect(verifyHook("gitlab", { headers, body, pathSecret: "" }, secret, now + 299_000)).toBe(true);
    expect(verifyHook("gitlab", { headers, body, pathSecret: "" }, secret, now + 301_000)).toBe(false);
    const both = { ...headers, "webhook-signature": "v1,AAAA", "x-gitlab-token": secret };
    expect(verifyHook("gitlab", { headers: both, body, pathSecret: "" }, secret, now)).toBe(false);
  });
});

test("our own form counts within five minutes only, so that it cannot be sent again later", () => {
  const request = playHook("ci", "x", now);
  expect(verifyHook("ci", request, "x", now + 290_000)).toBe(true);
  expect(verifyHook("ci", request, "x", now + 310_000)).toBe(false);
  expect(verifyHook("ci", request, "x", now - 310_000)).toBe(false);
});

test("Gitea's form is signed over the payload in it", () => {
  const payload = JSON.stringify({ ref: "refs/heads/main", after: commit });
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-gitea-event": "push",
    "x-gitea-signature": createHmac("sha256", "x").update(payload).digest("hex"),
  };
  const request = { headers, body: Buffer.from(new URLSearchParams({ payload }).toString()), pathSecret: "" };
  expect(verifyHook("gitea", request, "x", now)).toBe(true);
  expect(readEvent("gitea", request).branches).toEqual([{ branch: "main", commit }]);
});

test("a try-out of the hook, a tag and an issue are about no branch, and what cannot be read is looked at", () => {
  const github = (event: string, body: string) =>
    readEvent("github", { headers: { "x-github-event": event }, body: Buffer.from(body), pathSecret: "" });
  expect(github("ping", "{}").branches).toEqual([]);
  expect(github("issues", "{}").branches).toEqual([]);
  expect(github("push", '{"ref": "refs/tags/v1"}').branches).toEqual([]);
  expect(github("push", "{").branches).toBeNull();
  expect(github("push", '{"ref": 7}').branches).toBeNull();
});
