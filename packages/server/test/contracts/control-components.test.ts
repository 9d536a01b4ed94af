import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openControlDirectory } from "../../src/adapters/control-directory/index.ts";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";

const edge = ToolName.parse("edge");
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const message = { author: { name: "Sluice", email: "s@x" }, subject: "Back", body: "", trailers: {} };
const text = (release: number, more = ""): string =>
  `# the edge\ncomponent: edge\nrelease: ${release}\nimage: x/edge@sha256:${"a".repeat(64)}\nport: 8000\nenvironment: { A: b }\nfiles:\n  /etc/edge.conf: edge.conf\n${more}`;

let directory: string;
let control: ControlGit;
let tree: string;
async function commit(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: tree, encoding: "utf8" }).trim();
  git("add", "-A");
  git("commit", "-qm", "x");
  git("push", "-q", "-f", join(directory, "control.git"), "main");
  return git("rev-parse", "HEAD");
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-components-"));
  control = await openControlGit({ directory: join(directory, "control.git"), clock });
  tree = join(directory, "tree");
  execFileSync("git", ["init", "-q", "-b", "main", tree]);
});
afterEach(async () => {
  await control.close();
  await rm(directory, { recursive: true, force: true });
});

test("a component is a release of one process, apart from the tools", async () => {
  await commit({ "components/edge/release.yaml": text(1), "components/edge/edge.conf": "one\n" });
  const entry = await control.components.control.read(edge);
  expect(entry).toMatchObject({ kind: "release", tool: "edge", file: { release: 1, processes: { main: { command: "", port: 8000 } } } });
  expect(await control.read(edge)).toBeNull();
  expect(await control.readAll((await control.head()) ?? "")).toEqual([]);
  expect([...(await control.components.contents(edge))]).toEqual([["/etc/edge.conf", Buffer.from("one\n")]]);
});

test("a change of a file or of the environment is another version of what it is started with", async () => {
  const first = await commit({ "components/edge/release.yaml": text(1), "components/edge/edge.conf": "one\n" });
  const second = await commit({ "components/edge/edge.conf": "two\n" });
  const third = await commit({ "components/edge/release.yaml": text(1).replace("A: b", "A: c") });
  const fourth = await commit({ "components/edge/release.yaml": text(1, "replicas: 2\n").replace("A: b", "A: c") });
  const versions = await Promise.all(
    [first, second, third, fourth].map(async (at) => {
      const entry = await control.components.control.read(edge, at);
      return entry?.kind === "release" ? entry.file.settings : null;
    }),
  );
  expect(new Set(versions.slice(0, 3)).size).toBe(3);
  expect(versions[3]).toBe(versions[2]);
  expect(await control.components.control.changed(first, second)).toEqual(["edge"]);
});

test("going back writes the former text as it was, and only over what failed", async () => {
  const first = await commit({ "components/edge/release.yaml": text(1), "components/edge/edge.conf": "one\n" });
  const second = await commit({ "components/edge/release.yaml": text(2) });
  const view = control.components.control;
  const [before, failed] = [await view.read(edge, first), await view.read(edge, second)];
  if (before?.kind !== "release" || failed?.kind !== "release") throw new Error("no releases");
  const back = await view.commit(edge, before.file, message, failed.file);
  const shown = execFileSync("git", ["--git-dir", join(directory, "control.git"), "show", `${back}:components/edge/release.yaml`], {
    encoding: "utf8",
  });
  expect(shown).toBe(text(1));
  await expect(view.commit(edge, before.file, message, failed.file)).rejects.toMatchObject({ code: "wrong-state" });
});

test("a file that is not there is named with its line, and a chart is refused", async () => {
  await commit({ "components/edge/release.yaml": text(1) });
  expect(await control.components.control.read(edge)).toEqual({
    kind: "broken",
    tool: "edge",
    problem: "components/edge/release.yaml:8: files: there is no file components/edge/edge.conf",
  });
  await commit({ "components/edge/release.yaml": text(1, "chart: oci://x/edge\n"), "components/edge/edge.conf": "one\n" });
  expect(await control.components.control.read(edge)).toMatchObject({
    problem: "components/edge/release.yaml:9: chart: charts are not supported on Docker yet: give an image",
  });
});

test("a checkout says exactly what the repository says, so that a server starts nothing anew after a repair", async () => {
  const tool = `tool: foo\nrelease: 1\nimage: x/foo@sha256:${"a".repeat(64)}\ncommit: ${"b".repeat(40)}\npipeline: main\nbuild: null\nsettings: 0\nprocesses: {}\n`;
  const head = await commit({
    "components/edge/release.yaml": text(1),
    "components/edge/edge.conf": "one\n",
    "tools/foo/release.yaml": tool,
    "tools/bad/release.yaml": "release: soon\n",
    "tools/Not a name/release.yaml": "x: 1\n",
  });
  const checkout = await openControlDirectory(tree);
  expect(await checkout.readAll("")).toEqual(await control.readAll(head));
  expect(await checkout.components.control.readAll("")).toEqual(await control.components.control.readAll(head));
  expect(await checkout.components.contents(edge)).toEqual(await control.components.contents(edge));
  expect(await checkout.read(ToolName.parse("nobody"))).toBeNull();
});

test("a directory without a file of ours is no checkout", async () => {
  await expect(openControlDirectory(directory)).rejects.toMatchObject({ code: "invalid-request" });
  await expect(openControlDirectory(join(directory, "missing"))).rejects.toMatchObject({ code: "invalid-request" });
});
