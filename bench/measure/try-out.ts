import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiOf } from "../../e2e/docker/api.ts";
import type { Installation } from "../../e2e/docker/installation.ts";
import { visit } from "../../e2e/docker/page.ts";
import { workTree } from "../../e2e/docker/work-tree.ts";
import type { Application } from "./applications.ts";
import { foundIn, isServed, judge, judgePage, whyOf, type Outcome } from "./outcome.ts";

/** Where a line more changes nothing that is installed or compiled. */
const changed = ["README.md", "README.rst", "README"];

/** What `name` stands for in the table. */
export function nameOf({ name, folder }: Application): string {
  return folder === "" ? name : `${name}/${folder}`;
}

export function commitOf({ repository }: Application): string {
  return git(repository, ["rev-parse", "--short=7", "HEAD"]).trim();
}

/** Pushes an application as it is, looks at its page, and pushes it once more with one line changed. */
export async function tryOut(
  on: Installation,
  application: Application,
  tool: string,
  log: (text: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  using work = await workTree(on, tool, null, signal);
  checkOut(application, work.directory);
  await work.commit("As it is");
  const first = await timed(() => work.push());
  log(first.done.said);
  const about = { name: nameOf(application), commit: commitOf(application), found: foundIn(first.done.said), status: null };
  const times = { firstSeconds: first.seconds, warmSeconds: null };
  if (first.done.code !== 0) {
    const whole = await wholeLog(on, tool, first.done.said);
    log(`${first.done.said}\n${whole}`);
    return { ...about, ...times, ...judge(first.done.said, whole) };
  }
  const page = await visit(on, tool);
  const { status } = page;
  if (!isServed(status)) return { ...about, ...times, status, ...judgePage(page) };
  const readme = changed.find((name) => existsSync(join(work.directory, name))) ?? "README.md";
  const before = existsSync(join(work.directory, readme)) ? readFileSync(join(work.directory, readme), "utf8") : "";
  work.write(readme, `${before}\n`);
  await work.commit("Change a line");
  const warm = await timed(() => work.push());
  log(`${first.done.said}\n${warm.done.said}`);
  if (warm.done.code !== 0) return { ...about, ...times, status, verdict: "fails", reason: `the second push: ${whyOf(warm.done.said)}` };
  return { ...about, status, verdict: "serves", reason: "", firstSeconds: first.seconds, warmSeconds: warm.seconds };
}

/** The log of the build that a push names; a push shows its last lines alone. */
async function wholeLog(on: Installation, tool: string, said: string): Promise<string> {
  const build = /sluice builds log (\d+) -t/.exec(said)?.[1];
  if (build === undefined) return "";
  const lines: string[] = [];
  for await (const line of apiOf(on).stream("builds.log", { params: { tool, build: Number(build) } })) lines.push(line.text);
  return lines.join("\n");
}

/** All files of the clone, whatever export rules it has for archives. Nothing is written into the clone. */
function checkOut({ repository, folder }: Application, directory: string): void {
  const scratch = mkdtempSync(join(tmpdir(), "sluice-compat-index-"));
  try {
    const tree = folder === "" ? "HEAD" : `HEAD:${folder}`;
    const env = { GIT_INDEX_FILE: join(scratch, "index"), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    git(repository, ["read-tree", tree], env);
    git(repository, ["--work-tree", directory, "checkout-index", "--all", "--force"], env);
    // Of a submodule a commit has the name alone, and a push sends no more of it.
    const links = git(repository, ["ls-tree", "-rz", tree])
      .split("\0")
      .filter((row) => row.startsWith("160000 commit "));
    if (links.length > 0) git(directory, ["update-index", "-z", "--index-info"], {}, `${links.join("\0")}\0`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function git(repository: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ""): string {
  const all = ["-c", "safe.directory=*", "-c", "core.bare=false", ...args];
  return execFileSync("git", all, {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    input,
    maxBuffer: 1 << 26,
  }).toString();
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly seconds: number }> {
  const begun = performance.now();
  const done = await work();
  return { done, seconds: Math.round((performance.now() - begun) / 100) / 10 };
}
