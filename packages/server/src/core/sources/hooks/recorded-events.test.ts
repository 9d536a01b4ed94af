import type { HookForge } from "@sluice/contract";
import { expect, test } from "vitest";
import { type HookEvent, readEvent } from "./read-event.ts";

/** Events as the public documentation of each forge shows them, with its values; what says nothing about refs is left out. */
interface Recorded {
  readonly forge: HookForge;
  readonly what: string;
  /** Where it is written down. */
  readonly source: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: unknown;
  readonly means: HookEvent;
}

const none = "0".repeat(40);
const github = "docs.github.com, Webhook events and payloads; the examples of octokit/webhooks";
const gitlab = "docs.gitlab.com, Webhook events";
const gitea = "docs.gitea.com, Webhooks, Event information";
const cloud = "support.atlassian.com, Bitbucket Cloud, Event payloads";
const center = "confluence.atlassian.com, Bitbucket Data Center, Event payload";
const branch = (name: string, commit: string) => [{ branch: name, commit }] as unknown as HookEvent["branches"];

const helloWorld = { id: 186853002, full_name: "Codertocat/Hello-World", default_branch: "master", master_branch: "master" };
const diaspora = { id: 15, name: "Diaspora", git_http_url: "http://example.com/mike/diaspora.git", default_branch: "master" };

const recorded: readonly Recorded[] = [
  {
    forge: "github",
    what: "a new branch",
    source: github,
    headers: { "x-github-event": "push", "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" },
    payload: {
      ref: "refs/heads/master",
      before: none,
      after: "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
      repository: helloWorld,
      pusher: { name: "Codertocat" },
      created: true,
      deleted: false,
      forced: false,
      base_ref: null,
      commits: [],
      head_commit: null,
    },
    means: {
      delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      branches: branch("master", "6113728f27ae82c7b1a177c8d03f9e96e0adf246"),
      review: false,
    },
  },
  {
    forge: "github",
    what: "a tag that was deleted",
    source: github,
    headers: { "x-github-event": "push", "x-github-delivery": "d1" },
    payload: {
      ref: "refs/tags/simple-tag",
      before: "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
      after: none,
      created: false,
      deleted: true,
      forced: false,
      commits: [],
      head_commit: null,
      repository: helloWorld,
    },
    means: { delivery: "d1", branches: [], review: false },
  },
  {
    forge: "github",
    what: "a try of the webhook",
    source: github,
    headers: { "x-github-event": "ping", "x-github-delivery": "d2" },
    payload: {
      zen: "Anything added dilutes everything else.",
      hook_id: 109948940,
      hook: { type: "Repository", active: true },
      repository: helloWorld,
    },
    means: { delivery: "d2", branches: [], review: false },
  },
  {
    forge: "github",
    what: "a pull request",
    source: github,
    headers: { "x-github-event": "pull_request", "x-github-delivery": "d3" },
    payload: {
      action: "opened",
      number: 2,
      pull_request: { number: 2, head: { ref: "changes", sha: "ec26c3e57ca3a959ca5aad62de7213c562f8c821" }, base: { ref: "master" } },
      repository: helloWorld,
    },
    means: { delivery: "d3", branches: [], review: true },
  },
  {
    forge: "gitlab",
    what: "a push",
    source: gitlab,
    headers: { "x-gitlab-event": "Push Hook", "x-gitlab-event-uuid": "13792a34-cac6-4fda-95a8-c58e00a3954e" },
    payload: {
      object_kind: "push",
      event_name: "push",
      before: "95790bf891e76fee5e1747ab589903a6a1f80f22",
      after: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
      ref: "refs/heads/master",
      ref_protected: true,
      checkout_sha: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
      project_id: 15,
      project: diaspora,
      total_commits_count: 4,
    },
    means: {
      delivery: "13792a34-cac6-4fda-95a8-c58e00a3954e",
      branches: branch("master", "da1560886d4f094c3e6c9ef40349f7d38b5d27d7"),
      review: false,
    },
  },
  {
    forge: "gitlab",
    what: "a tag",
    source: gitlab,
    headers: { "x-gitlab-event": "Tag Push Hook", "webhook-id": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f" },
    payload: {
      object_kind: "tag_push",
      before: none,
      after: "82b3d5ae55f7080f1e6022629cdb57bfae7cccc7",
      ref: "refs/tags/v1.0.0",
      checkout_sha: "82b3d5ae55f7080f1e6022629cdb57bfae7cccc7",
      commits: [],
      total_commits_count: 0,
    },
    means: { delivery: "f5e5f430-f57b-4e6e-9fac-d9128cd7232f", branches: [], review: false },
  },
  {
    forge: "gitea",
    what: "a push, with the headers of the forges that it came from",
    source: gitea,
    headers: {
      "x-github-delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      "x-github-event": "push",
      "x-gogs-delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      "x-gogs-event": "push",
      "x-gitea-delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      "x-gitea-event": "push",
    },
    payload: {
      ref: "refs/heads/develop",
      before: "28e1879d029cb852e4844d9c718537df08844e03",
      after: "bffeb74224043ba2feb48d137756c8a9331c449a",
      compare_url:
        "http://localhost:3000/gitea/webhooks/compare/28e1879d029cb852e4844d9c718537df08844e03...bffeb74224043ba2feb48d137756c8a9331c449a",
      commits: [{ id: "bffeb74224043ba2feb48d137756c8a9331c449a", timestamp: "2017-03-13T13:52:11-04:00" }],
      repository: { id: 140, name: "webhooks", full_name: "gitea/webhooks" },
    },
    means: {
      delivery: "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      branches: branch("develop", "bffeb74224043ba2feb48d137756c8a9331c449a"),
      review: false,
    },
  },
  {
    forge: "gogs",
    what: "a push",
    source: "gogs.io, Webhooks, Example payload",
    headers: { "x-gogs-delivery": "f6266f16-1bf3-46a5-9ea4-602e06ead473", "x-gogs-event": "push" },
    payload: {
      ref: "refs/heads/main",
      before: "28e1879d029cb852e4844d9c718537df08844e03",
      after: "bffeb74224043ba2feb48d137756c8a9331c449a",
      commits: [{ id: "bffeb74224043ba2feb48d137756c8a9331c449a", timestamp: "2017-03-13T13:52:11-04:00" }],
      repository: { id: 140, full_name: "alice/moonlanding", default_branch: "main" },
    },
    means: {
      delivery: "f6266f16-1bf3-46a5-9ea4-602e06ead473",
      branches: branch("main", "bffeb74224043ba2feb48d137756c8a9331c449a"),
      review: false,
    },
  },
  {
    forge: "bitbucket-cloud",
    what: "a push of a branch, and of one that was removed",
    source: cloud,
    headers: { "x-event-key": "repo:push", "x-request-uuid": "r1", "x-hook-uuid": "h1", "x-attempt-number": "1" },
    payload: {
      push: {
        changes: [
          {
            new: { type: "branch", name: "name-of-branch", target: { type: "commit", hash: "709d658dc5b6d6afcd46049c2f332ee3f515a67d" } },
            old: { type: "branch", name: "name-of-branch", target: { type: "commit", hash: "1e65c05c1d5171631d92438a13901ca7dae9618c" } },
            created: false,
            forced: false,
            closed: false,
            truncated: false,
          },
          {
            new: null,
            old: { type: "branch", name: "gone", target: { type: "commit", hash: "1e65c05c1d5171631d92438a13901ca7dae9618c" } },
            closed: true,
          },
        ],
      },
    },
    means: { delivery: "r1", branches: branch("name-of-branch", "709d658dc5b6d6afcd46049c2f332ee3f515a67d"), review: false },
  },
  {
    forge: "bitbucket-dc",
    what: "a push",
    source: center,
    headers: { "x-event-key": "repo:refs_changed", "x-request-id": "a1" },
    payload: {
      eventKey: "repo:refs_changed",
      date: "2017-09-19T09:45:32+1000",
      actor: { name: "admin", type: "NORMAL" },
      repository: { slug: "repository", id: 84, scmId: "git", project: { key: "PROJ" } },
      changes: [
        {
          ref: { id: "refs/heads/master", displayId: "master", type: "BRANCH" },
          refId: "refs/heads/master",
          fromHash: "ecddabb624f6f5ba43816f5926e580a5f680a932",
          toHash: "178864a7d521b6f5e720b386b2c2b0ef8563e0dc",
          type: "UPDATE",
        },
      ],
    },
    means: { delivery: "a1", branches: branch("master", "178864a7d521b6f5e720b386b2c2b0ef8563e0dc"), review: false },
  },
  {
    forge: "bitbucket-dc",
    what: "a pull request that was pushed to",
    source: center,
    headers: { "x-event-key": "pr:from_ref_updated", "x-request-id": "a2" },
    payload: {
      eventKey: "pr:from_ref_updated",
      pullRequest: { id: 1, state: "OPEN" },
      previousFromHash: "99f3ea32043ba3ecaa28de6046b420de70257d80",
    },
    means: { delivery: "a2", branches: [], review: true },
  },
];

test.each(recorded)("$forge: $what ($source) is understood as it is documented", ({ forge, headers, payload, means }) => {
  expect(readEvent(forge, { headers, body: Buffer.from(JSON.stringify(payload)), pathSecret: "" })).toEqual(means);
});
