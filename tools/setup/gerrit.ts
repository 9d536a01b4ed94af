import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages, gerritNeeds } from "./packages.ts";
import type { Progress } from "./progress.ts";
import { run } from "./run.ts";

const version = "3.10.2";
/** The list of its parts, and a few lines of Java that start it. */
const project = join(import.meta.dirname, "gerrit");

/** Where a Gerrit lies: `jars`, `classes` with its entry point, and `site`, an empty one to be copied. */
export function gerritDirectory(cache: string): string {
  return join(cache, `gerrit-${version}`);
}

/** Gerrit, a real forge with reviews: its API, git over http and ssh, and its events; without pages and plugins. Only tests need it. */
export async function ensureGerrit(progress: Progress, cache: string): Promise<void> {
  const directory = gerritDirectory(cache);
  await ensurePackages(progress, gerritNeeds);
  if (existsSync(directory)) return;
  await progress.step("gerrit", `fetch Gerrit ${version}, the forge with reviews in tests (once, about a minute)`, async () => {
    const made = `${directory}.new`;
    const scratch = join(cache, "maven", "gerrit");
    for (const leftOver of [made, scratch]) rmSync(leftOver, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
    cpSync(project, scratch, { recursive: true });
    const [jars, classes, site] = ["jars", "classes", "site"].map((name) => join(made, name)) as [string, string, string];
    const local = `-Dmaven.repo.local=${join(scratch, "repository")}`;
    const env = { MAVEN_OPTS: [process.env["MAVEN_OPTS"] ?? "", ...(await trusted(scratch))].join(" ").trim() };
    await run("mvn", ["-B", "-q", local, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`], { cwd: scratch, env });
    const path = join(jars, "*");
    await run("javac", ["-cp", path, "-d", classes, join(scratch, "Gerrit.java")]);
    const start = ["-cp", `${classes}:${path}`, "Gerrit"];
    await run("java", [...start, "init", "--batch", "--dev", "--no-auto-start", "-d", site]);
    // a copy of its jars, and places for what is none of a test
    for (const left of [scratch, join(site, "bin"), join(site, "logs")]) rmSync(left, { recursive: true, force: true });
    renameSync(made, directory);
  });
}

/** Debian's list of authorities, with those that an admin has added. */
const authorities = "/etc/ssl/certs/ca-certificates.crt";

async function trusted(scratch: string): Promise<readonly string[]> {
  if (!existsSync(authorities)) return [];
  const [store, password] = [join(scratch, "trust.p12"), "no-secret"];
  await run("java", [join(scratch, "Trust.java"), authorities, store, password]);
  return [`-Djavax.net.ssl.trustStore=${store}`, `-Djavax.net.ssl.trustStorePassword=${password}`];
}
