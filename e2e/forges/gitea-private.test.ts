import { createHash, randomBytes } from "node:crypto";
import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { install, type Installation } from "../docker/installation.ts";
import { visit } from "../docker/page.ts";
import { plainApp } from "../docker/plain-app.ts";
import { sluice } from "../docker/sluice.ts";
import { until } from "../docker/until.ts";
import { fromForges } from "./from-forges.ts";
import { type Gitea, startGitea } from "./gitea.ts";
import { type ForgeRepository, makeRepository } from "./repository.ts";

/** An app that answers with the SHA-256 of one of its files. */
function hashing(path: string): Readonly<Record<string, string>> {
  const app = plainApp("")["app.py"] ?? "";
  const answer = `return __import__("hashlib").sha256(open(${JSON.stringify(path)}, "rb").read()).hexdigest()`;
  return { ...plainApp(""), "app.py": app.replace('return ""', answer) };
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("what a real Gitea lets in by keys alone, or keeps beside git", { timeout: 400_000 }, () => {
  let gitea: Gitea;
  let on: Installation;
  const owned: ForgeRepository[] = [];
  const repository = async (name: string, isPrivate: boolean): Promise<ForgeRepository> => {
    const made = await makeRepository(gitea, name, isPrivate);
    owned.push(made);
    return made;
  };
  const newTool = async (name: string): Promise<ToolName> => {
    await apiOf(on).call("tools.create", { body: { name: ToolName.parse(name) } });
    return ToolName.parse(name);
  };
  const live = (tool: ToolName, commit: string) =>
    until(`${commit} is live`, 180_000, async () => {
      const [newest] = await apiOf(on).call("builds.list", { params: { tool } });
      if (newest?.state === "failed") throw new Error(`${newest.reason}`);
      return newest?.commit === commit && newest.state === "succeeded";
    });

  beforeAll(async () => {
    gitea = await startGitea();
    on = await install({ flags: fromForges });
  });
  afterAll(async () => {
    for (const one of owned) one[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await gitea?.[Symbol.asyncDispose]();
  });

  it("a private repository over ssh is built when its deploy key is let in, with a private submodule that the key reads too", async () => {
    const [paid, theme] = [await repository("paid", true), await repository("theme", true)];
    const bytes = randomBytes(64).toString("hex");
    const layout = theme.commit({ "layout.txt": bytes });
    theme.push("main");
    paid.link("theme", layout);
    const modules = '[submodule "theme"]\n\tpath = theme\n\turl = ../theme.git\n';
    const commit = paid.commit({ ...hashing("theme/layout.txt"), ".gitmodules": modules });
    paid.push("main");
    const tool = await newTool("paid");
    const { exit, said } = await sluice(on, ["source", "set", `${gitea.ssh}/ada/paid.git`, "-t", tool], "");
    expect({ exit, said }).toMatchObject({ exit: 0 });
    const key = /ssh-ed25519 \S+/.exec(said)?.[0] ?? "";
    expect(key, said).not.toBe("");
    expect(await apiOf(on).call("builds.list", { params: { tool } })).toEqual([]);
    for (const name of ["paid", "theme"]) await gitea.api("POST", `/repos/ada/${name}/keys`, { title: "sluice", key, read_only: true });
    expect(await sluice(on, ["source", "check", "-t", tool], "")).toMatchObject({ exit: 0 });
    await live(tool, commit);
    expect((await visit(on, tool)).text).toBe(sha256(Buffer.from(bytes)));
    const shown = await apiOf(on).call("source.show", { params: { tool } });
    expect(shown).toMatchObject({ problem: null, hosts: [{ host: gitea.ssh.replace("ssh://git@", "") }] });
  });

  it("files that Git LFS keeps there are in the image, and a pointer without its file fails the build", async () => {
    const models = await repository("models", false);
    const bytes = randomBytes(300_000);
    const oid = sha256(bytes);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
    const files = { ...hashing("data/model.bin"), "data/model.bin": pointer, "sluice.yaml": "build: { lfs: true }\n" };
    const commit = models.commit(files);
    models.push("main");
    const tool = await newTool("models");
    const set = await sluice(on, ["source", "set", models.url, "-t", tool], "");
    expect(set).toMatchObject({ exit: 0 });
    await until(
      "the build has failed",
      180_000,
      async () => (await apiOf(on).call("builds.list", { params: { tool } }))[0]?.state === "failed",
    );
    const [failed] = await apiOf(on).call("builds.list", { params: { tool } });
    expect(failed?.reason).toContain("Git LFS: data/model.bin is not on its Git LFS server");

    await upload(gitea, "models", oid, bytes);
    expect(await sluice(on, ["source", "check", "-t", tool], "")).toMatchObject({ exit: 0 });
    await live(tool, commit);
    expect((await visit(on, tool)).text).toBe(oid);
  });
});

/** What `git lfs push` does for one object (git-lfs, docs/api/batch.md). */
async function upload(gitea: Gitea, name: string, oid: string, bytes: Buffer): Promise<void> {
  const media = "application/vnd.git-lfs+json";
  const authorization = `Basic ${Buffer.from(`ada:${gitea.token}`).toString("base64")}`;
  const asked = await fetch(`${gitea.url}/ada/${name}.git/info/lfs/objects/batch`, {
    method: "POST",
    headers: { accept: media, "content-type": media, authorization },
    body: JSON.stringify({ operation: "upload", transfers: ["basic"], objects: [{ oid, size: bytes.length }] }),
  });
  const { objects } = (await asked.json()) as { objects: { actions: { upload: { href: string; header: Record<string, string> } } }[] };
  const to = objects[0]?.actions.upload;
  if (to === undefined) throw new Error(`Gitea takes no object: ${asked.status}`);
  // the length is known: nothing is sent in chunks
  const { "Transfer-Encoding": _, ...header } = to.header;
  const put = await fetch(to.href, { method: "PUT", headers: header, body: new Uint8Array(bytes) });
  if (!put.ok) throw new Error(`Gitea refuses the object: ${put.status} ${await put.text()}`);
}
