import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommitHash, Moment, ToolName, UserName } from "@sluice/contract";
import type { Store } from "../../packages/server/src/core/ports/store.ts";
import { type Forge, serveRepository } from "../../packages/server/test/control/git-forge.ts";

export const ada = UserName.parse("ada");
export const toolOf = (n: number): ToolName => ToolName.parse(`tool-${n}`);
const far = "2099-01-01T00:00:00.000Z";

/** Repositories of a forge on loopback: those of the first tools are their own, the rest are one under many names. */
export interface ManySources extends AsyncDisposable {
  readonly forge: Forge;
  /** The repository of all that have none of their own. */
  readonly template: string;
  readonly released: CommitHash;
  readonly pushed: CommitHash;
  /** Moves the branch of one of the first tools to the newer commit, as a push does. */
  push(n: number): void;
  urlOf(n: number): string;
}

function git(directory: string, ...args: readonly string[]): string {
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const env = { PATH: process.env["PATH"] ?? "", HOME: directory, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...person, ...args], { cwd: directory, encoding: "utf8", env }).trim();
}

export async function openManySources(directory: string, sources: number, own: number): Promise<ManySources> {
  const [work, served] = [join(directory, "work"), join(directory, "served")];
  for (const each of [work, served]) mkdirSync(each, { recursive: true });
  git(work, "init", "-q", "-b", "main");
  const commit = (text: string): CommitHash => {
    writeFileSync(join(work, "Procfile"), text);
    git(work, "add", "-A");
    git(work, "commit", "-q", "-m", text.trim());
    return CommitHash.parse(git(work, "rev-parse", "HEAD"));
  };
  const released = commit("web: python app.py\n");
  const pushed = commit("web: python app.py --new\n");
  const template = join(directory, "template.git");
  git(work, "clone", "-q", "--bare", "--template=", work, template);
  git(template, "pack-refs", "--all");
  git(template, "update-ref", "refs/heads/main", released);
  for (let n = 0; n < sources; n += 1) {
    const path = join(served, `tool-${n}.git`);
    if (n < own) cpSync(template, path, { recursive: true });
    else symlinkSync(template, path);
  }
  const forge = await serveRepository(served, "anybody", null);
  return {
    forge,
    template,
    released,
    pushed,
    push: (n) => writeFileSync(join(served, `tool-${n}.git`, "refs", "heads", "main"), `${pushed}\n`),
    urlOf: (n) => `${forge.url}/tool-${n}.git`,
    [Symbol.asyncDispose]: () => forge[Symbol.asyncDispose](),
  };
}

/** Tools that were built from there before, as a server with them leaves its data; nothing is due. */
export async function fillData(data: string, store: Store, many: ManySources, sources: number): Promise<void> {
  const now = Moment.parse(new Date().toISOString());
  await store.putUser({ name: ada, admin: true });
  const template = join(data, "sources", "template.git");
  mkdirSync(template, { recursive: true });
  git(template, "init", "-q", "--bare", "--template=", "--initial-branch=main");
  git(template, "fetch", "-q", many.template, "+main:main");
  for (let n = 0; n < sources; n += 1) {
    const tool = toolOf(n);
    await store.createTool({ name: tool, created: now, createdBy: ada }, ada);
    cpSync(template, join(data, "sources", `${tool}.git`), { recursive: true });
    await store.putSource({ tool, url: many.urlOf(n), branch: "main", by: ada }, now);
    const row = await store.source(tool);
    if (row === null) throw new Error(`${tool} has no source`);
    await store.noteLook(row, { at: now, found: { commit: many.released, build: null }, problem: null, failures: 0, next: far });
  }
}

/** Makes all due within a time, evenly. */
export async function makeDue(store: Store, sources: number, seconds: number): Promise<void> {
  const begun = Date.now();
  for (let n = 0; n < sources; n += 1) {
    const row = await store.source(toolOf(n));
    if (row !== null) await store.putOffLook(row, new Date(begun + (seconds * 1000 * n) / sources).toISOString());
  }
}

/** How many were looked at since. */
export async function lookedSince(store: Store, sources: number, since: string): Promise<number> {
  let looked = 0;
  for (let n = 0; n < sources; n += 1) if (((await store.source(toolOf(n)))?.looked ?? "") >= since) looked += 1;
  return looked;
}
