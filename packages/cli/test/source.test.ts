import type { SourceCheck } from "@sluice/contract";
import { expect, test } from "vitest";
import { playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const url = "https://git.example.org/ops/shop.git";
const commit = "c".repeat(40);
const source = { tool: "shop", url, branch: "main", by: "ada", set: "2026-01-01T00:00:00.000Z", next: "2026-01-01T00:01:00.000Z" };
const nothing = { looked: null, commit: null, build: null, problem: null };
const answering = (check: Partial<SourceCheck>) =>
  playServer({
    "source.set": () => ({ ...source, ...nothing }),
    "source.show": () => ({ ...source, ...nothing, commit, problem: "it asks for a password\u001b[2J" }),
    "source.check": () => ({ outcome: "queued", commit, build: 7, reason: "", ...check }),
    "source.hook": ({ body }) => ({
      ...(body as object),
      url: "https://deploy/hooks/shop/1",
      secret: "5ec2e7",
      created: source.set,
      heard: null,
    }),
    "source.hooks": () => [{ forge: "github", url: "https://deploy/hooks/shop/1", created: source.set, heard: null }],
    "source.unhook": () => ({ done: true }),
    "source.remove": () => ({ done: true }),
  });

test("a source is set and built at once, and how to follow the build is said", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const { exit, stdout } = await home.sluice(["source", "set", url, "-t", "shop"]);
  expect(exit, stdout).toBe(0);
  expect(stdout).toBe(
    `shop is built from ${url}, branch main.\nBuild 7 of commit ccccccc is queued.\nFollow it with: sluice builds log -f 7 -t shop\n`,
  );
  expect(played.asked.map(({ name }) => name)).toEqual(["source.set", "source.check"]);
  expect(played.asked[0]?.body).toEqual({ url, branch: "main" });
});

test.each(["git@git.example.org:ops/shop.git", "https://ada:secret@git.example.org/shop.git", "shop"])(
  "%s is refused before it is sent",
  async (wrong) => {
    await using played = await answering({});
    await using home = await ciHome(played.url);
    const { exit, stderr } = await home.sluice(["source", "set", wrong, "-t", "shop"]);
    expect(exit).toBe(2);
    expect(stderr).toContain("https://HOST/PATH");
    expect(played.asked).toEqual([]);
  },
);

test("a commit that may not be built is a failure with its reason, what is built already is none", async () => {
  await using refused = await answering({ outcome: "refused", build: null, reason: "sluice.yaml is wrong" });
  await using home = await ciHome(refused.url);
  const first = await home.sluice(["source", "check", "-t", "shop"]);
  expect(first.exit).toBe(1);
  expect(first.stderr).toContain("Commit ccccccc is not built: sluice.yaml is wrong");
  await using same = await answering({ outcome: "current" });
  await using other = await ciHome(same.url);
  const second = await other.sluice(["source", "check", "-t", "shop"]);
  expect([second.exit, second.stdout]).toEqual([0, "Nothing new: ccccccc was built already.\n"]);
});

test("shows what was found, without its control characters, and removes", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const { stdout } = await home.sluice(["source", "show", "-t", "shop"]);
  expect(stdout).toContain("it asks for a password");
  expect(stdout).not.toContain("\u001b");
  expect((await home.sluice(["source", "remove", "-t", "shop"])).stdout).toBe("shop is built from pushes only. What runs goes on.\n");
});

test("a webhook is shown as the forge calls its fields, and its secret only then", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const made = await home.sluice(["source", "hook", "github", "-t", "shop"]);
  expect(made.stdout).toContain("  URL           https://deploy/hooks/shop/1\n  Secret        5ec2e7\n  Content type  application/json\n");
  const listed = await home.sluice(["source", "hooks", "-t", "shop"]);
  expect(listed.stdout).toContain("nothing came yet");
  expect((await home.sluice(["source", "unhook", "github", "-t", "shop"])).exit).toBe(0);
  expect((await home.sluice(["source", "hook", "sourceforge", "-t", "shop"])).exit).toBe(2);
});
