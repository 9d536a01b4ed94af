import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { visit } from "../e2e/docker/page.ts";
import { workTree } from "../e2e/docker/work-tree.ts";
import { type Application, readApplications } from "./measure/applications.ts";
import { report } from "./measure/figures.ts";

/** Above it an answer says that the application is broken; an API without a front page answers 404 and is well. */
const brokenStatus = 500;

interface Result {
  readonly name: string;
  readonly commit: string;
  readonly language: string;
  readonly serves: boolean;
  /** Why not; empty when it serves. */
  readonly reason: string;
  readonly firstSeconds: number;
  readonly warmSeconds: number | null;
}

/** Pushes an application as it is, looks at its page, and pushes it once more with one file added. */
async function tryOut(on: Installation, { repository, name, folder }: Application, tool: string): Promise<Result> {
  using work = await workTree(on, tool, null);
  const commit = execFileSync("git", ["-C", repository, "rev-parse", "--short", "HEAD"]).toString().trim();
  const archive = execFileSync("git", ["-C", repository, "archive", folder === "" ? "HEAD" : `HEAD:${folder}`], { maxBuffer: 1 << 30 });
  execFileSync("tar", ["-x", "-C", work.directory], { input: archive });
  await work.commit("As it is");
  const first = await timed(() => work.push());
  const language = /Found (.*?)(?:, \w[\w-]* process|, release|, job|\r?\n|$)/.exec(first.done.said)?.[1] ?? "none";
  const about = { name: folder === "" ? name : `${name}/${folder}`, commit, language, firstSeconds: first.seconds };
  if (first.done.code !== 0) return { ...about, serves: false, reason: whyOf(first.done.said), warmSeconds: null };
  const { status } = await visit(on, tool);
  if (status >= brokenStatus) return { ...about, serves: false, reason: `GET / answers ${status}`, warmSeconds: null };
  work.write(".pushed-again", new Date().toISOString());
  await work.commit("Push again");
  const warm = await timed(() => work.push());
  return { ...about, serves: true, reason: "", warmSeconds: warm.done.code === 0 ? warm.seconds : null };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly seconds: number }> {
  const begun = performance.now();
  const done = await work();
  return { done, seconds: Math.round((performance.now() - begun) / 100) / 10 };
}

/** The line that says why, and the advice above it. */
function whyOf(said: string): string {
  const lines = said
    .split("\n")
    .filter((line) => line.startsWith("remote: "))
    .map((line) => stripVTControlCharacters(line.slice("remote: ".length)).trimEnd());
  const at = lines.findIndex((line) => line.startsWith("Failed: "));
  return at < 0 ? (lines.at(-1) ?? "refused") : [lines[at]?.slice("Failed: ".length), lines[at - 1]?.trim()].filter(Boolean).join("; ");
}

function page(results: readonly Result[]): string {
  const served = results.filter(({ serves }) => serves).length;
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `# Applications that nobody here wrote

${served} of ${results.length} (${Math.round((100 * served) / results.length)} %) build and serve without any change. "Serves" means that the deployment is live and that \`GET /\` is answered below ${brokenStatus}.
The seconds are those of \`git push\`: the first, and one more with a file added. Repeat it on clones of your own: \`npm run compat -- LIST\`, a list of one clone a line.

${row(["application", "commit", "found", "serves unchanged", "why not", "first, s", "warm, s"])}
| --- | --- | --- | --- | --- | --- | --- |
${results.map((one) => row([one.name, one.commit, one.language, one.serves ? "yes" : "no", one.reason, String(one.firstSeconds), one.warmSeconds === null ? "" : String(one.warmSeconds)])).join("\n")}
`;
}

const list = process.argv.slice(2).find((word) => !word.startsWith("--"));
const target = process.argv.find((word) => word.startsWith("--page="))?.slice("--page=".length);
if (list === undefined) {
  console.error("usage: npm run compat -- LIST [--page=FILE] [--json]\n  LIST: one application a line: CLONE [NAME [FOLDER]]");
  process.exit(2);
}
const directory = mkdtempSync(join(tmpdir(), "sluice-compat-"));
const results: Result[] = [];
try {
  await using on = await install({ directory: join(directory, "data") });
  for (const [at, application] of readApplications(list).entries()) {
    const result = await tryOut(on, application, `app-${at}`);
    results.push(result);
    console.log(
      `${result.serves ? "yes" : "no "} ${result.name.padEnd(60)} ${result.language.slice(0, 50).padEnd(50)} ${result.firstSeconds} ${result.warmSeconds ?? ""} ${result.reason}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (target !== undefined) writeFileSync(target, page(results));
const served = results.filter(({ serves }) => serves).length;
report("compat", { applications: results.length, serve_unchanged: served, share: served / Math.max(1, results.length) });
