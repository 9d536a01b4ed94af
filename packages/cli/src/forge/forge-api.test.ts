import { forgesWithApi } from "@sluice/contract";
import { expect, test } from "vitest";
import { forgeApi } from "./forge-api.ts";

test.each([
  ["github", "https://github.com/ops/shop.git", "https://api.github.com/repos/ops/shop/hooks"],
  ["github", "https://git.example.org/ops/shop", "https://git.example.org/api/v3/repos/ops/shop/hooks"],
  ["gitlab", "https://gitlab.com/a/b/shop.git/", "https://gitlab.com/api/v4/projects/a%2Fb%2Fshop/hooks"],
  ["gitea", "https://codeberg.org/ops/shop.git", "https://codeberg.org/api/v1/repos/ops/shop/hooks"],
  ["gogs", "https://gogs.example.org:3000/ops/shop", "https://gogs.example.org:3000/api/v1/repos/ops/shop/hooks"],
  ["bitbucket-cloud", "https://bitbucket.org/ops/shop.git", "https://api.bitbucket.org/2.0/repositories/ops/shop/hooks"],
  ["bitbucket-dc", "https://b.example.org/scm/OPS/shop.git", "https://b.example.org/rest/api/latest/projects/OPS/repos/shop/webhooks"],
] as const)("a webhook of %s for %s is made at %s", (forge, source, hooks) => {
  const api = forgeApi(forge, source, "t");
  expect(api?.hooks).toBe(hooks);
  expect(JSON.stringify(api?.headers)).toMatch(/"(Bearer |token )?t"/);
  const body = JSON.stringify(api?.body("https://deploy/hooks/shop/1", "5ec2e7", false));
  expect(body).toContain("https://deploy/hooks/shop/1");
  expect(body).toContain("5ec2e7");
});

test.each(["github", "gitlab", "gitea", "bitbucket-cloud", "bitbucket-dc"] as const)(
  "a webhook of %s tells of pull requests when they get previews",
  (forge) => {
    const said = (reviews: boolean): string =>
      JSON.stringify(forgeApi(forge, "https://git.example.org/ops/shop", "t")?.body("https://d/1", "s", reviews));
    expect(said(true)).toMatch(/pull_request|pullrequest:created|pr:opened|"merge_requests_events":true/);
    expect(said(false)).not.toMatch(/pull_request|pullrequest|pr:|"merge_requests_events":true/);
  },
);

test("its API may answer elsewhere", () => {
  expect(forgeApi("github", "https://github.com/ops/shop.git", "t", "https://api.example.org/")?.hooks).toBe(
    "https://api.example.org/api/v3/repos/ops/shop/hooks",
  );
});

test("the others have none", () => {
  expect(forgeApi("gerrit", "https://gerrit.example.org/shop", "t")).toBeNull();
  expect(forgesWithApi).toHaveLength(6);
});
