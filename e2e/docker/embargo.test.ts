import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BuildId, type EmbargoDetail, EmbargoTitle, type ToolName, UserName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { type Answered, type Parts, readAllRoutes } from "./read-all-routes.ts";
import { type PushedTo, type WorkTree, workTree } from "./work-tree.ts";

/** It is in the title, the message, a file, the log, an artifact and what the app says. */
const mark = "zebrawood";
const nobodys = `embargo-${"0".repeat(20)}` as ToolName;
const manifest = `test: { commands: ["mkdir -p reports && echo tested ${mark} | tee reports/${mark}.txt"], artifacts: ["reports/**"] }\n`;

const run = promisify(execFile);

/** Everything that is in a repository, reachable or not, as text. */
async function contents(repository: string): Promise<string> {
  const args = ["--git-dir", repository, "cat-file", "--batch-all-objects", "--batch", "--unordered"];
  return (await run("git", args, { maxBuffer: 256 * 1024 * 1024, encoding: "latin1" })).stdout;
}

describe("work under embargo", { timeout: 400_000 }, () => {
  let on: Installation;
  let foo: WorkTree;
  let secret: WorkTree;
  let embargo: EmbargoDetail;
  let commit: string;
  let image: string;
  let build: BuildId;
  const people = new Map<string, PushedTo>();
  const as = (name: string): PushedTo => people.get(name) ?? { api: on.api, token: "" };
  const said = async (who: string, ...args: readonly string[]): Promise<string> => {
    const done = await sluice(as(who), foo.directory, args);
    expect(done, done.said).toMatchObject({ exit: 0 });
    return done.said;
  };
  const git = (...args: readonly string[]) =>
    run("git", ["-c", "credential.helper=", ...args], { cwd: foo.directory, env: { ...process.env, GIT_TERMINAL_PROMPT: "0" } }).then(
      ({ stdout, stderr }) => ({ ok: true, said: stdout + stderr }),
      (error: { stderr?: string }) => ({ ok: false, said: error.stderr ?? "" }),
    );
  const remote = (who: string, tool: string): string => `${on.api.replace("http://", `http://${who}:${as(who).token}@`)}/git/${tool}.git`;
  const partsOf = (tool: string): Parts => ({ tool, build: String(build), release: "1" });
  const telling = (answers: readonly Answered[]): readonly string[] =>
    answers
      .filter(({ text }) => [mark, embargo.tool, commit, image].some((word) => text.includes(word)))
      .map(({ route, text }) => `${route}: ${text}`);

  beforeAll(async () => {
    on = await install();
    const admin = apiOf(on);
    people.set("admin", on);
    for (const name of ["ada", "alice", "mallory", "olive"]) {
      const { value } = await admin.call("tokens.create", { body: { label: name, user: UserName.parse(name) } });
      people.set(name, { api: on.api, token: value });
    }
    foo = await workTree(as("ada"), "foo", null);
    for (const [path, text] of Object.entries(plainApp("public"))) foo.write(path, text);
    await foo.commit("Begin");
    const begun = await foo.push();
    expect(begun.code, begun.said).toBe(0);
    await said("ada", "members", "set", "mallory", "maintainer", "-t", "foo");
    await said("olive", "tools", "create", "other");

    const opened = await said("ada", "embargo", "open", "foo", "--name", `fix-${mark}`, "--member", "alice", "--json");
    embargo = JSON.parse(opened) as EmbargoDetail;
    secret = await workTree(as("alice"), embargo.tool, null);
    for (const [path, text] of Object.entries({ ...plainApp(`mended ${mark}`), [`${mark}.txt`]: mark, "sluice.yaml": manifest }))
      secret.write(path, text);
    commit = await secret.commit(`Close the ${mark} hole`);
    const pushed = await secret.push();
    expect(pushed.code, pushed.said).toBe(0);
    const [built] = await apiOf(as("alice")).call("builds.list", { params: { tool: embargo.tool }, query: {} });
    if (built === undefined || built.image === null) throw new Error("the embargo has no build");
    build = built.id;
    image = built.image;
  });
  afterAll(async () => {
    foo?.[Symbol.dispose]();
    secret?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    if (on !== undefined) rmSync(on.directory, { recursive: true, force: true });
  });

  it("is built, tested and shown to its members, at an address of its own", async () => {
    expect((await visit(on, embargo.tool)).text).toBe(`mended ${mark}`);
    expect((await visit(on, "foo")).text).toBe("public");
    expect(await said("alice", "builds", "log", String(build), "-t", embargo.tool)).toContain(`tested ${mark}`);
    expect(await said("ada", "embargo", "list", "foo")).toMatch(
      new RegExp(`^foo +fix-${mark} +secret +opened by ada .*${embargo.tool}`, "m"),
    );
    expect(await said("ada", "embargo", "show", "foo", `fix-${mark}`)).toContain("members  ada, alice");
    expect(telling(await readAllRoutes(as("alice"), partsOf(embargo.tool))).length).toBeGreaterThan(10);
  });

  it("is in no answer to anybody else, who are told the same as of what is not there", async () => {
    for (const who of ["mallory", "olive", "nobody"]) {
      for (const tool of ["foo", "other"]) expect(telling(await readAllRoutes(as(who), partsOf(tool))), `${who} of ${tool}`).toEqual([]);
      const [asked, none] = [await readAllRoutes(as(who), partsOf(embargo.tool)), await readAllRoutes(as(who), partsOf(nobodys))];
      const told = asked.map((answer) => ({ ...answer, text: answer.text.replaceAll(embargo.tool, nobodys) }));
      const plain = (answers: readonly Answered[]) =>
        answers.filter(({ text }) => !text.includes("correlation")).map(({ route, status, text }) => ({ route, status, text }));
      expect(plain(told.filter(({ route }) => route !== "doctor.show")), who).toEqual(
        plain(none.filter(({ route }) => route !== "doctor.show")),
      );
    }
  });

  it("gives nothing away by git: no ref, no object, and no word that it is there", async () => {
    const listed = await git("ls-remote", remote("mallory", "foo"));
    expect(listed.said).toContain("refs/heads/main");
    expect(listed.said).not.toContain(commit);
    expect((await git("fetch", remote("mallory", "foo"), commit)).ok).toBe(false);
    expect(await contents(join(on.directory, "sources", "foo.git"))).not.toContain(mark);
    for (const who of ["mallory", "olive"]) {
      for (const words of [["ls-remote"], ["push", "--porcelain"]]) {
        const ask = async (tool: string) =>
          (await git(...words, remote(who, tool), ...(words[0] === "push" ? ["HEAD:refs/heads/try"] : []))).said.replaceAll(tool, "TOOL");
        const about = await ask(embargo.tool);
        expect(about).not.toBe("");
        expect(about).toBe(await ask(nobodys));
      }
    }
    expect((await sluice(as("mallory"), foo.directory, ["tools", "create", embargo.tool])).said).toContain("reserved for embargoes");
  });

  it("is not in the shared control repository, and an admin who has not looked sees its own name at most", async () => {
    const control = await contents(join(on.directory, "control.git"));
    expect(control).toContain("Begin");
    for (const word of [mark, embargo.tool, commit, image]) expect(control).not.toContain(word);
    const told = (await readAllRoutes(as("admin"), partsOf("foo"))).filter(({ text }) =>
      [mark, commit].some((word) => text.includes(word)),
    );
    expect(told.map(({ route }) => route)).toEqual([]);
    expect(await said("admin", "tools", "list")).not.toContain(embargo.tool);
  });

  it("writes down that an admin looks", async () => {
    const before = await apiOf(on).call("audit.list", { query: { limit: 5 } });
    expect(before.map(({ action }) => action)).not.toContain("embargo.look");
    expect(await said("admin", "embargo", "list", "--all")).toContain(`fix-${mark}`);
    expect(await said("admin", "builds", "log", String(build), "-t", embargo.tool)).toContain(mark);
    const after = await apiOf(on).call("audit.list", { query: { limit: 5 } });
    expect(after).toContainEqual(expect.objectContaining({ action: "embargo.look", user: "admin", subject: embargo.tool, detail: {} }));
    expect(after).toContainEqual(expect.objectContaining({ action: "embargo.look", user: "admin", subject: "embargoes" }));
  });

  it("goes to no other tool, and hears and tells nobody elsewhere", async () => {
    const promoted = await sluice(as("ada"), foo.directory, ["promote", embargo.tool, "foo"]);
    expect(promoted.said).toContain("is under embargo: disclose it first");
    const source = await sluice(as("ada"), foo.directory, ["source", "set", "https://example.org/foo.git", "-t", embargo.tool]);
    expect(source.said).toContain("takes pushes only");
    const refused = await sluice(as("alice"), foo.directory, ["embargo", "disclose", embargo.tool, "--yes"]);
    expect(refused.said).toContain("There is no tool foo that you may see");
    const twice = await apiOf(as("mallory")).call("embargoes.open", {
      params: { tool: "foo" },
      body: { title: EmbargoTitle.parse(`fix-${mark}`), members: [] },
    });
    expect(twice.members).toEqual([{ user: "mallory", role: "maintainer" }]);
    expect(await said("mallory", "embargo", "close", twice.tool, "--yes")).toContain("Closed");
  });

  it("runs on after the server was killed", async () => {
    await on.kill();
    await on.start();
    expect((await visit(on, embargo.tool)).text).toBe(`mended ${mark}`);
    expect(telling(await readAllRoutes(as("mallory"), partsOf("foo")))).toEqual([]);
  });

  it("is disclosed wholly or not at all, also when the server is killed in between", async () => {
    const asked = apiOf(as("ada"))
      .call("embargoes.disclose", { params: { tool: embargo.tool } })
      .catch(() => undefined);
    await on.kill();
    await asked;
    await on.start();
    const seen = await apiOf(as("mallory")).call("embargoes.list", { query: {} });
    const refs = (await git("ls-remote", remote("mallory", "foo"))).said;
    expect(refs.includes(commit)).toBe(seen.length > 0);
    if (seen.length === 0) await said("ada", "embargo", "disclose", "foo", `fix-${mark}`, "--yes");
  });

  it("is then seen by all who see the tool, and deployed to it without another build", async () => {
    const [shown] = await apiOf(as("mallory")).call("embargoes.list", { query: { of: "foo" } });
    expect(shown).toMatchObject({
      tool: embargo.tool,
      disclosed: { by: "ada", branches: expect.stringContaining(`disclosed/fix-${mark}-`) },
    });
    expect((await git("ls-remote", remote("mallory", "foo"))).said).toContain(
      `${commit}\trefs/heads/${shown?.disclosed?.branches ?? ""}/main`,
    );
    expect((await git("fetch", remote("mallory", "foo"), commit)).ok).toBe(true);
    expect(await said("mallory", "builds", "log", String(build), "-t", embargo.tool)).toContain(`tested ${mark}`);
    expect(await said("mallory", "builds", "artifact", String(build), `reports/${mark}.txt`, "-t", embargo.tool, "-o", "-")).toContain(
      mark,
    );
    expect(telling(await readAllRoutes(as("olive"), partsOf("other")))).toEqual([]);
    await said("mallory", "promote", embargo.tool, "foo");
    expect((await visit(on, "foo")).text).toBe(`mended ${mark}`);
    const [live] = await apiOf(as("mallory")).call("releases.list", { params: { tool: "foo" }, query: { limit: 1 } });
    expect(live).toMatchObject({ image, commit, cause: "promotion" });
    expect(await contents(join(on.directory, "control.git"))).toContain(commit);
  });

  it("leaves nothing when it is closed, but what was promoted", async () => {
    await said("mallory", "embargo", "close", embargo.tool, "--yes");
    expect(await said("ada", "embargo", "list", "foo", "--json")).toBe("[]\n");
    expect((await visit(on, "foo")).text).toBe(`mended ${mark}`);
  });
});
