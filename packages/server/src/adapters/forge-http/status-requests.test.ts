import { CommitHash, forgeRepository } from "@sluice/contract";
import { describe, expect, test } from "vitest";
import type { ForgeStatus } from "../../core/ports/forge-statuses.ts";
import { statusRequests } from "./status-requests.ts";

const commit = CommitHash.parse("c".repeat(40));
const status: ForgeStatus = { commit, state: "failure", name: "sluice/shop", description: "no app.py", link: "https://d.example.org/7" };

/** As the forges' public API documentation of 2026 has them; status-requests.ts names the pages. */
const wanted: Readonly<Record<keyof typeof statusRequests, { readonly source: string; readonly url: string; readonly body: object }>> = {
  github: {
    source: "https://github.com/ops/shop.git",
    url: `https://api.github.com/repos/ops/shop/statuses/${commit}`,
    body: { state: "failure", target_url: status.link, description: "no app.py", context: "sluice/shop" },
  },
  gitea: {
    source: "https://codeberg.org/ops/shop.git",
    url: `https://codeberg.org/api/v1/repos/ops/shop/statuses/${commit}`,
    body: { state: "failure", target_url: status.link, description: "no app.py", context: "sluice/shop" },
  },
  gitlab: {
    source: "https://gitlab.com/a/b/shop.git",
    url: `https://gitlab.com/api/v4/projects/a%2Fb%2Fshop/statuses/${commit}`,
    body: { state: "failed", target_url: status.link, description: "no app.py", name: "sluice/shop" },
  },
  "bitbucket-cloud": {
    source: "https://bitbucket.org/ops/shop.git",
    url: `https://api.bitbucket.org/2.0/repositories/ops/shop/commit/${commit}/statuses/build`,
    body: { key: "sluice/shop", state: "FAILED", name: "sluice/shop", url: status.link, description: "no app.py" },
  },
  "bitbucket-dc": {
    source: "https://b.example.org/scm/OPS/shop.git",
    url: `https://b.example.org/rest/api/latest/projects/OPS/repos/shop/commits/${commit}/builds`,
    body: { key: "sluice/shop", state: "FAILED", name: "sluice/shop", url: status.link, description: "no app.py" },
  },
};

describe.each(Object.entries(wanted) as [keyof typeof statusRequests, (typeof wanted)["github"]][])(
  "a status for %s",
  (forge, { source, url, body }) => {
    const { path, body: bodyOf } = statusRequests[forge];
    test("is posted where and as its API takes it", () => {
      expect(`${forgeRepository(forge, source, "t")?.url}${path(status)}`).toBe(url);
      expect(bodyOf(status)).toEqual(body);
    });
    test("has a word for each state, and a key that is not too long", () => {
      const words = (["pending", "success", "failure", "cancelled"] as const).map((state) =>
        "state" in bodyOf({ ...status, state }) ? Reflect.get(bodyOf({ ...status, state }), "state") : null,
      );
      expect(words.every((word) => typeof word === "string")).toBe(true);
      expect(new Set(words).size).toBeGreaterThanOrEqual(3);
      const long = bodyOf({ ...status, name: `sluice/${"x".repeat(40)}/preview` });
      expect(String(Reflect.get(long, "key") ?? "").length).toBeLessThanOrEqual(40);
    });
  },
);

describe("what a forge lists", () => {
  const named = (rest: object) => [
    { context: "other", state: "failure" },
    { context: "sluice/shop", ...rest },
  ];
  test("is ours when the newest of our name has the state", () => {
    expect(statusRequests.github.isTold(named({ state: "failure" }), status)).toBe(true);
    expect(statusRequests.gitea.isTold(named({ status: "failure" }), status)).toBe(true);
    expect(statusRequests.github.isTold([{ context: "sluice/shop", state: "pending" }, ...named({ state: "failure" })], status)).toBe(
      false,
    );
    expect(statusRequests.gitlab.isTold([{ name: "sluice/shop", status: "failed" }], status)).toBe(true);
  });
  test.each([null, {}, [], [{}], "text", [{ context: 7 }]])("%j is none of ours", (list) => {
    for (const requests of Object.values(statusRequests)) expect(requests.isTold(list, status)).toBe(false);
  });
});
