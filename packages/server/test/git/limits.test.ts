import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommitHash, ToolName } from "@sluice/contract";
import { gitClient } from "./git-client.ts";
import type { Ended, GitClient } from "./git-client.ts";
import { startPlatform } from "./platform.ts";
import type { Platform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ packMiB: 2, fileMiB: 1, files: 20, pathBytes: 100, refs: 3 });
});
afterAll(() => platform[Symbol.asyncDispose]());

async function refusal(tool: string, client: GitClient, ...refs: string[]): Promise<Ended> {
  const ended = await client.run("push", platform.url(tool, "ada-all"), ...refs);
  expect(ended.code, ended.output).not.toBe(0);
  return ended;
}

async function withFiles(files: Readonly<Record<string, string>>): Promise<GitClient> {
  const client = await gitClient();
  await client.write(files);
  await client.commit("Too much");
  return client;
}

test("a pack over the limit is refused, naming the limit", async () => {
  await using client = await gitClient();
  await writeFile(join(client.directory, "a"), randomBytes(30 * 1024 * 1024));
  await client.commit("Pack");
  expect((await refusal("pack", client, "main")).output).toContain("remote: fatal: pack exceeds maximum allowed size (2.00 MiB)");
});

test("a file over the limit is refused, naming file and limit", async () => {
  await using client = await withFiles({ "data/big.txt": "x".repeat(1_600_000) });
  expect((await refusal("file", client, "main")).output).toContain("(data/big.txt has 1.5 MiB, the limit of a file is 1 MiB)");
});

test("too many files are refused, naming the limit", async () => {
  await using client = await withFiles(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, ""])));
  expect((await refusal("files", client, "main")).output).toContain("(more than 20 files, the limit of files in a commit)");
});

test("a path over the limit, or with a control character, is refused", async () => {
  await using long = await withFiles({ [`${"d".repeat(60)}/${"e".repeat(60)}`]: "" });
  expect((await refusal("paths", long, "main")).output).toContain("is longer than 100 bytes, the limit of a path");
  await using odd = await withFiles({ "a\u001Bb": "" });
  expect((await refusal("paths", odd, "main")).output).toContain(String.raw`path "a\u001bb" is not allowed`);
});

test("too many refs are refused, naming the limit", async () => {
  await using client = await withFiles({ a: "" });
  expect((await refusal("refs", client, "main:a", "main:b", "main:c", "main:d")).output).toContain(
    "(more than 3 refs, the limit of refs in a push)",
  );
});

test("a refused push leaves no build", async () => {
  expect(await platform.store.openBuilds(ToolName.parse("files"))).toEqual([]);
});

test("a .git in a tree is refused by fsck", async () => {
  await using client = await gitClient();
  await client.write({ x: "y" });
  await client.commit("Base");
  const blob = (await client.run("hash-object", "-w", "x")).output.trim();
  await writeFile(join(client.directory, "tree"), Buffer.concat([Buffer.from("100644 .GIT\0"), Buffer.from(blob, "hex")]));
  const tree = (await client.run("hash-object", "-t", "tree", "--literally", "-w", "tree")).output.trim();
  const commit = (await client.run("commit-tree", tree, "-m", "evil")).output.trim();
  expect((await refusal("dotgit", client, `${commit}:refs/heads/main`)).output).toContain("hasDotgit");
});

test("nothing that a repository holds runs or is fetched here", async () => {
  await using client = await gitClient();
  const witness = join(client.directory, "witness");
  await client.write({
    ".gitattributes": "* filter=evil text eol=lf\n",
    ".gitmodules": `[submodule "sub"]\n\tpath = sub\n\turl = ../other\n\tupdate = none\n`,
    "hooks/post-checkout": `#!/bin/sh\ntouch ${witness}\n`,
    "hooks/pre-receive": `#!/bin/sh\ntouch ${witness}\n`,
    config: `[core]\n\tfsmonitor = "touch ${witness}"\n[filter "evil"]\n\tsmudge = "touch ${witness}; cat"\n`,
    "run.sh": "#!/bin/sh\n",
  });
  await symlink("/etc/passwd", join(client.directory, "outside"));
  await client.run("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
  await mkdir(join(client.directory, "sub"));
  const hash = CommitHash.parse(await client.commit("Hostile"));
  const push = client.start("push", platform.url("hostile", "ada-all"), "main");
  const build = await platform.takeBuild();
  expect(await platform.sources.submodules(build.row.tool, hash)).toEqual(["sub"]);
  const target = join(client.directory, "checkout");
  await mkdir(target);
  await platform.sources.checkout(build.row.tool, hash, target);
  await build.end("succeeded");
  expect((await push.ended).code).toBe(0);
  expect(await readdir(target)).toEqual(expect.arrayContaining(["hooks", "outside", "run.sh", "sub"]));
  expect(await readdir(join(target, "sub"))).toEqual([]);
  expect(await readlink(join(target, "outside"))).toBe("/etc/passwd");
  expect(await platform.sources.file(build.row.tool, hash, "outside")).toBeNull();
  expect(existsSync(witness)).toBe(false);
});
