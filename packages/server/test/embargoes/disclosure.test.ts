import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, EmbargoTitle, Moment, ToolName, UserName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { coverAudit, looksIn } from "../../src/core/embargoes/cover-audit.ts";
import { discloseEmbargo, finishDisclosures } from "../../src/core/embargoes/disclose-embargo.ts";
import { embargoedPipelines } from "../../src/core/embargoes/embargoed-pipelines.ts";
import { openEmbargo } from "../../src/core/embargoes/open-embargo.ts";
import type { BranchCopies, Sources } from "../../src/core/ports/sources.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { parseManifest } from "@sluice/contract/read";
import { gitClient } from "../git/git-client.ts";

const clock = { now: () => "2026-01-01T00:00:00.000Z", monotonic: () => 0 };
const foo = ToolName.parse("foo");
const [ada, mallory, root] = ["ada", "mallory", "root"].map((name) => UserName.parse(name)) as [UserName, UserName, UserName];
const title = EmbargoTitle.parse("fix-1");

let directory: string;
let store: Store;
let sources: Sources & BranchCopies;
let secret: ToolName;
let commit: CommitHash;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-embargoes-"));
  store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  sources = await openGitSources(join(directory, "sources"));
  for (const user of [ada, mallory, root]) await store.putUser({ name: user, admin: user === root });
  await sources.create(foo);
  await store.createTool({ name: foo, created: Moment.parse(clock.now()), createdBy: ada }, ada);
  await store.putMember(foo, { user: mallory, role: "maintainer" });
  secret = (await openEmbargo({ store, sources, clock, random: systemRandom }, { of: foo, title, by: ada, members: [] })).tool;
  await using client = await gitClient();
  await client.write({ "app.py": "mended\n" });
  commit = CommitHash.parse(await client.commit("Close the hole"));
  await client.run("push", join(directory, "sources", `${secret}.git`), "HEAD:refs/heads/main");
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const holds = async (tool: ToolName) => (await sources.commitOf(tool, commit)) !== null;

test("a disclosure that was cut off before its moment has shown nothing, and one after it is ended at the next start", async () => {
  const killed = { ...sources, copyBranches: () => Promise.reject(new Error("killed")) };
  const unsaid = { ...store, disclose: () => Promise.reject(new Error("killed")) };
  await expect(discloseEmbargo({ store: unsaid, sources, clock }, secret, ada)).rejects.toThrow("killed");
  expect(await holds(foo)).toBe(false);
  await finishDisclosures({ store, sources, clock });
  expect(await store.role(secret, mallory)).toBeNull();
  expect(await holds(foo)).toBe(false);

  await expect(discloseEmbargo({ store, sources: killed, clock }, secret, ada)).rejects.toThrow("killed");
  await finishDisclosures({ store, sources, clock });
  const branches = `disclosed/fix-1-${secret.slice(-6)}`;
  expect(await store.embargo(secret)).toMatchObject({ disclosed: { by: ada, branches } });
  expect(await sources.branch(foo, `${branches}/main`)).toBe(commit);
  expect(await store.role(secret, mallory)).toBe("maintainer");
  await expect(discloseEmbargo({ store, sources, clock }, secret, ada)).rejects.toThrow("was disclosed by ada already");
});

test("a branch in the way is told before anything is shown", async () => {
  await using client = await gitClient();
  await client.write({ "app.py": "old\n" });
  await client.commit("Begin");
  await client.run("push", join(directory, "sources", "foo.git"), "HEAD:refs/heads/disclosed");
  await expect(discloseEmbargo({ store, sources, clock }, secret, ada)).rejects.toThrow("rename that branch first");
  expect(await store.role(secret, mallory)).toBeNull();
});

test("a title is taken for those only who see it, and an embargo has none of its own", async () => {
  const open = (by: UserName, of: ToolName, members: readonly UserName[] = []) =>
    openEmbargo({ store, sources, clock, random: systemRandom }, { of, title, by, members });
  await expect(open(ada, foo)).rejects.toThrow("already");
  expect((await open(mallory, foo)).tool).not.toBe(secret);
  await expect(open(ada, secret)).rejects.toThrow("is an embargo itself");
  await expect(open(ada, foo, [UserName.parse("nobody")])).rejects.toThrow("There is no user nobody");
});

test("the audit log tells who did what, and to others than members not of which work", async () => {
  const write = (action: string, subject: string, detail: Record<string, unknown>) =>
    store.audit({ at: Moment.parse(clock.now()), user: ada, action, subject, from: "", result: "done", detail });
  await write("git.push", secret, { ref: "refs/heads/cve", to: commit });
  await write("embargo.open", foo, { embargo: secret });
  await write("tool.create", foo, {});
  const log = await store.auditLog({ limit: 10 });
  expect(await coverAudit(store, { user: ada }, log)).toEqual(log);
  const covered = await coverAudit(store, { user: root }, log);
  expect(covered.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
    ["tool.create", foo, {}],
    ["embargo.open", secret, {}],
    ["git.push", secret, {}],
  ]);
  expect(await looksIn(store, { user: root, admin: true }, secret)).toBe(true);
  await store.disclose(secret, { by: ada, at: Moment.parse(clock.now()) });
  expect(await coverAudit(store, { user: root }, log)).toEqual(log);
  expect(await looksIn(store, { user: root, admin: true }, secret)).toBe(false);
});

test("what of a manifest goes to the tool goes to the embargo, and nothing to others", async () => {
  const text = "pipelines:\n  web: { tool: foo }\n  api: { tool: foo-api, directory: api }\n  docs: { deploy: false }\n";
  const read = parseManifest(text);
  if (read.kind !== "read") throw new Error(read.problems.join());
  const { pipelines, leftOut } = await embargoedPipelines(store, secret, read.pipelines);
  expect(pipelines.map(({ name, tool }) => [name, tool])).toEqual([
    ["web", secret],
    ["docs", read.pipelines.find(({ name }) => name === "docs")?.tool],
  ]);
  expect(leftOut.map(({ name }) => name)).toEqual(["api"]);
  expect((await embargoedPipelines(store, foo, read.pipelines)).pipelines).toEqual(read.pipelines);
});
