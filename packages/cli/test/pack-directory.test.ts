import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newestKnown } from "../src/deploy/newest-known.ts";
import { packDirectory } from "../src/deploy/pack-directory.ts";
import { surroundingOf } from "../src/deploy/surrounding.ts";

const signal = new AbortController().signal;
const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];

/** A directory of a person's, with what packs it. */
function tree(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "sluice-pack-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, "tree");
  let packs = 0;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  mkdirSync(directory);
  for (const [path, text] of Object.entries(files)) write(path, text);
  const git = (...args: string[]): string =>
    execFileSync("git", [...identity, ...args], { cwd: directory, encoding: "utf8", stdio: "pipe" }).trim();
  const commit = (): string => {
    git("add", "-A");
    git("commit", "-q", "-m", "Begin");
    return git("rev-parse", "HEAD");
  };
  /** What would be sent: each path with its mode and text. */
  async function pack(from = directory, known: readonly string[] = []) {
    const gitDir = join(root, `pack-${(packs += 1)}`);
    mkdirSync(gitDir);
    const around = await surroundingOf(from);
    const parent = await newestKnown(around, known, { directory: from, signal });
    const packed = await packDirectory({ directory: from, gitDir, around, borrow: true, message: "Try", parent, signal });
    const inside = (...args: string[]): string => execFileSync("git", [`--git-dir=${gitDir}`, ...args], { encoding: "latin1" });
    const rows = inside("ls-tree", "-r", "-z", packed.commit).split("\0").slice(0, -1);
    const sent = Object.fromEntries(
      rows.map((row) => {
        const [, mode = "", hash = "", path = ""] = /^(\d+) \S+ (\S+)\t(.*)$/s.exec(row) ?? [];
        return [Buffer.from(path, "latin1").toString(), `${mode} ${inside("cat-file", "blob", hash)}`];
      }),
    );
    return { ...packed, sent, around, parent: inside("log", "-1", "--format=%P", packed.commit).trim() };
  }
  return { directory, write, git, commit, pack };
}

test("outside of a repository, .gitignore files count at every depth, and modes and links are kept", async () => {
  const { directory, write, pack } = tree({
    ".gitignore": "*.log\n/build/\n",
    "app.py": "app",
    "a.log": "no",
    "build/x": "no",
    "sub/.gitignore": "secret\n!keep.log\n",
    "sub/secret": "no",
    "sub/keep.log": "yes",
    "run.sh": "#!/bin/sh\n",
  });
  chmodSync(join(directory, "run.sh"), 0o755);
  symlinkSync("../elsewhere", join(directory, "link"));
  mkdirSync(join(directory, "empty"));
  write("odd name é\t.txt", "odd");
  const { sent, around, files, parent } = await pack();
  expect(around).toBeNull();
  expect(parent).toBe("");
  expect(sent).toEqual({
    ".gitignore": "100644 *.log\n/build/\n",
    "app.py": "100644 app",
    "sub/.gitignore": "100644 secret\n!keep.log\n",
    "sub/keep.log": "100644 yes",
    "run.sh": "100755 #!/bin/sh\n",
    link: "120000 ../elsewhere",
    "odd name é\t.txt": "100644 odd",
  });
  expect(files).toBe(7);
});

test("in a work tree, changes that are not committed go along, and neither its index nor its objects change", async () => {
  const { directory, write, git, commit, pack } = tree({ ".gitignore": "*.log\n", "a.txt": "old", "b.txt": "b", "c/d": "d" });
  git("init", "-q", "-b", "topic");
  write("kept.log", "forced");
  git("add", "-f", "kept.log");
  const head = commit();
  write("a.txt", "new");
  write("new.txt", "new");
  write("other.log", "no");
  write(".git/info/exclude", "excluded\n");
  write("excluded", "no");
  rmSync(join(directory, "b.txt"));
  rmSync(join(directory, "c"), { recursive: true });
  write("c", "a file now");
  // git's own status may write the index anew, so that it is read before that is asked again
  const status = git("status", "--porcelain");
  const before = [readFileSync(join(directory, ".git/index")), git("count-objects")];
  const { sent, around, parent } = await pack(directory, [head]);
  expect([readFileSync(join(directory, ".git/index")), git("count-objects")]).toEqual(before);
  expect(Object.keys(sent).toSorted()).toEqual([".gitignore", "a.txt", "c", "kept.log", "new.txt"]);
  expect(sent["a.txt"]).toBe("100644 new");
  expect(around).toMatchObject({ head, changed: true, branch: "topic", subject: "Begin" });
  expect(parent).toBe(head);
  expect(git("status", "--porcelain")).toBe(status);
});

test("stands on the newest commit that the server has, never on one that was not pushed", async () => {
  const { write, git, commit, pack } = tree({ a: "1" });
  git("init", "-q");
  const first = commit();
  write("a", "2");
  commit();
  expect((await pack()).parent).toBe("");
  expect((await pack(undefined, ["f".repeat(40), first])).parent).toBe(first);
  expect((await pack()).around).toMatchObject({ changed: false });
});

test("bytes stay as they are, whatever attributes and settings say of them", async () => {
  const text = "one\r\ntwo\n$Id$\n";
  const { git, commit, pack } = tree({
    ".gitattributes": "* text=auto eol=crlf ident filter=shout\n",
    "a.txt": text,
    "b.bin": "\u0000\r\n",
  });
  git("init", "-q");
  git("config", "core.autocrlf", "true");
  git("config", "filter.shout.clean", "tr a-z A-Z");
  commit();
  const { sent } = await pack();
  expect(sent["a.txt"]).toBe(`100644 ${text}`);
  expect(sent["b.bin"]).toBe("100644 \u0000\r\n");
});

test("a directory within a repository is sent alone, by the rules around it", async () => {
  const { directory, write, git, commit, pack } = tree({
    ".gitignore": "*.tmp\n",
    "services/api/app.py": "api",
    "services/web/app.py": "web",
  });
  git("init", "-q");
  const head = commit();
  write("services/api/x.tmp", "no");
  write("services/web/app.py", "changed elsewhere");
  const { sent, around } = await pack(join(directory, "services/api"), [head]);
  expect(sent).toEqual({ "app.py": "100644 api" });
  expect(around).toMatchObject({ changed: false });
});

test("a directory that the repository ignores is sent by its own rules", async () => {
  const { directory, write, git, commit, pack } = tree({ ".gitignore": "dist/\n", "app.js": "source" });
  git("init", "-q");
  commit();
  write("dist/app.js", "built");
  write("dist/.gitignore", "*.map\n");
  write("dist/app.js.map", "no");
  const { sent, around } = await pack(join(directory, "dist"));
  expect(around).toBeNull();
  expect(Object.keys(sent)).toEqual([".gitignore", "app.js"]);
});

test("repositories inside are left out and named", async () => {
  const { directory, write, git, commit, pack } = tree({ "app.py": "app", "inner/file": "no" });
  execFileSync("git", ["init", "-q"], { cwd: join(directory, "inner") });
  execFileSync("git", [...identity, "commit", "-q", "--allow-empty", "-m", "x"], { cwd: join(directory, "inner") });
  write("inner/more", "no");
  git("init", "-q");
  const { sent, leftOut } = await pack();
  expect(sent).toEqual({ "app.py": "100644 app" });
  expect(leftOut).toEqual(["inner"]);
  commit();
  expect((await pack()).leftOut).toEqual(["inner"]);
});

test("a name that is no text is taken as it is", async () => {
  const { directory, pack } = tree({ a: "1" });
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/x`), Buffer.of(0xff)]), "odd");
  expect(Object.values((await pack()).sent)).toContain("100644 odd");
});

test.each([
  ["has no file", { "sub/.gitignore": "" }, (directory: string) => rmSync(join(directory, "sub"), { recursive: true })],
  ["has only ignored files", { ".gitignore": "*\n", a: "1" }, () => undefined],
])("a directory that %s is refused", async (_, files, change) => {
  const { directory, pack } = tree(files);
  change(directory);
  await expect(pack()).rejects.toMatchObject({ code: "invalid-request", message: expect.stringMatching(/nothing to deploy/) });
});
