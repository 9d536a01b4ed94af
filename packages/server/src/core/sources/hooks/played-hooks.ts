import { createHmac } from "node:crypto";
import type { HookForge } from "@sluice/contract";
import type { HookRequest } from "./verify-hook.ts";

export const commit = "c".repeat(40);

interface Played {
  readonly payload: unknown;
  readonly headers: (secret: string, body: Buffer, seconds: number) => Record<string, string>;
}

const hex = (secret: string, body: Buffer | string): string => createHmac("sha256", secret).update(body).digest("hex");
const push = { ref: "refs/heads/main", before: "b".repeat(40), after: commit, repository: { name: "shop" } };

/** A push as each forge sends it, cut to what matters; by their public documentation of 2026. */
export const played: Readonly<Record<HookForge, Played>> = {
  // docs.github.com, "Webhook events and payloads", push
  github: {
    payload: { ...push, created: false, deleted: false, forced: false, head_commit: { id: commit } },
    headers: (secret, body) => ({
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": `sha256=${hex(secret, body)}`,
    }),
  },
  // docs.gitlab.com, "Webhook events", push events; the token is sent as it is
  gitlab: {
    payload: { object_kind: "push", ...push, checkout_sha: commit, total_commits_count: 1 },
    headers: (secret) => ({
      "x-gitlab-event": "Push Hook",
      "x-gitlab-token": secret,
      "x-gitlab-event-uuid": "13792a34-cac6-4fda-95a8-c58e00a3954e",
    }),
  },
  // docs.gitea.com, "Webhooks", event information
  gitea: {
    payload: { ...push, compare_url: "", pusher: { login: "ada" } },
    headers: (secret, body) => ({
      "x-gitea-event": "push",
      "x-gitea-delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      "x-gitea-signature": hex(secret, body),
    }),
  },
  // gogs.io, "Webhook"
  gogs: {
    payload: push,
    headers: (secret, body) => ({ "x-gogs-event": "push", "x-gogs-delivery": "f6266f16", "x-gogs-signature": hex(secret, body) }),
  },
  // support.atlassian.com, "Event payloads", push
  "bitbucket-cloud": {
    payload: { push: { changes: [{ new: { name: "main", type: "branch", target: { hash: commit } }, old: null }] } },
    headers: (secret, body) => ({
      "x-event-key": "repo:push",
      "x-request-uuid": "e9d4b3a0",
      "x-hub-signature": `sha256=${hex(secret, body)}`,
    }),
  },
  // confluence.atlassian.com, "Event payload" of Data Center, repository push
  "bitbucket-dc": {
    payload: {
      eventKey: "repo:refs_changed",
      changes: [{ ref: { id: "refs/heads/main", type: "BRANCH" }, toHash: commit, type: "UPDATE" }],
    },
    headers: (secret, body) => ({
      "x-event-key": "repo:refs_changed",
      "x-request-id": "a1",
      "x-hub-signature": `sha256=${hex(secret, body)}`,
    }),
  },
  // gerrit-review.googlesource.com, "gerrit stream-events", ref updated
  gerrit: {
    payload: { type: "ref-updated", refUpdate: { oldRev: "b".repeat(40), newRev: commit, refName: "refs/heads/main", project: "shop" } },
    headers: () => ({ "content-type": "application/json" }),
  },
  // github.com/charmbracelet/soft-serve, webhooks
  "soft-serve": {
    payload: { event: "push", ...push },
    headers: (secret, body) => ({
      "x-softserve-event": "push",
      "x-softserve-delivery": "d1",
      "x-softserve-signature": `sha256=${hex(secret, body)}`,
    }),
  },
  // our own, docs/guide/webhooks.md
  ci: {
    payload: { ref: "refs/heads/main", after: commit },
    headers: (secret, body, seconds) => ({
      "x-sluice-delivery": "pipeline-17",
      "x-sluice-timestamp": String(seconds),
      "x-sluice-signature": `sha256=${hex(secret, `${seconds}.${body.toString()}`)}`,
    }),
  },
};

/** A request as the forge would make it at a moment. */
export function playHook(
  forge: HookForge,
  secret: string,
  nowMs: number,
  payload = played[forge].payload,
): HookRequest & { headers: Record<string, string> } {
  const body = Buffer.from(JSON.stringify(payload));
  return { headers: played[forge].headers(secret, body, Math.floor(nowMs / 1000)), body, pathSecret: forge === "gerrit" ? secret : "" };
}
