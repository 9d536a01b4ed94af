import { Failure } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import { runGit } from "./run-git.ts";

export interface Destination {
  /** Where the tool's repository is. */
  readonly url: string;
  /** As a header says it. */
  readonly authorization: string;
}

/** How a push ended: `reason` is the server's, null when it was taken. */
export interface Sent {
  readonly reason: string | null;
}

const env = { GIT_TERMINAL_PROMPT: "0" };

function settingsFor({ url, authorization }: Destination): readonly (readonly [string, string])[] {
  return [
    [`http.${new URL(url).origin}/.extraHeader`, `Authorization: ${authorization}`],
    ["credential.helper", ""],
    ["push.followTags", "false"],
    ["push.gpgSign", "false"],
    ["push.recurseSubmodules", "no"],
  ];
}

/** Commits that branches of the server point to. */
export async function knownCommits(to: Destination, directory: string, signal: AbortSignal): Promise<string[]> {
  const { code, stdout, stderr } = await runGit(["ls-remote", "--heads", to.url], { directory, env, settings: settingsFor(to), signal });
  signal.throwIfAborted();
  if (code !== 0) throw notReached(to.url, stderr);
  const rows = stdout.toString().trim().split("\n");
  const main = rows.toSorted((a, b) => Number(isMain(b)) - Number(isMain(a)));
  return main.flatMap((row) => /^([0-9a-f]{40})\t/.exec(row)?.[1] ?? []).slice(0, 20);
}

function isMain(row: string): boolean {
  return /\trefs\/heads\/(main|master)$/.test(row);
}

export interface Shipment {
  readonly gitDir: string;
  readonly commit: string;
  readonly ref: string;
  /** Also where the branch has another history. */
  readonly force?: boolean;
  readonly options: readonly string[];
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Pushes a commit and shows what the server says until it has decided. */
export async function sendCommit(
  to: Destination,
  { gitDir, commit, ref, force = false, options, onLine, signal }: Shipment,
): Promise<Sent> {
  const refspec = `${force ? "+" : ""}${commit}:${ref}`;
  const args = ["push", "--porcelain", "--no-progress", ...options.map((one) => `--push-option=${one}`), to.url, refspec];
  const { code, stdout, stderr } = await runGit([`--git-dir=${gitDir}`, ...args], {
    directory: gitDir,
    env,
    settings: settingsFor(to),
    signal,
    onLine: (line) => {
      const said = /^remote: (.*?)\s*$/.exec(line)?.[1];
      if (said !== undefined) onLine(plainText(said));
    },
  });
  signal.throwIfAborted();
  if (code === 0) return { reason: null };
  const refused = /^!\t[^\t]*\t\[remote rejected\] \((.*)\)$/m.exec(stdout.toString())?.[1];
  const limit = /exceeds maximum allowed size \(([^)]+)\)/.exec(stderr)?.[1];
  if (limit !== undefined)
    throw new Failure(
      "too-large",
      `The files take more than ${limit} packed, which is the limit here.`,
      "Name in .gitignore what the tool does not need.",
    );
  if (refused !== undefined) return { reason: plainText(refused) };
  throw notReached(to.url, stderr);
}

/** Git's words for what kept a push from being decided: the server's own, when it has said some. */
function notReached(url: string, stderr: string): Failure {
  const lines = stderr.split("\n").map((line) => plainText(line.replace(/^(remote|fatal|error): /, "").trim()));
  const [why = "git ended without a word"] = lines.filter((line) => line !== "" && !line.startsWith("Everything up-to-date"));
  const denied = /\b(401|403)\b|not allowed|may not push/i.test(stderr);
  const unpack = /exceeds|unpack|too large|larger than/i.test(stderr);
  if (denied) return new Failure("not-allowed", why, "Ask a maintainer of the tool, or sign in with another token.");
  if (unpack) return new Failure("too-large", lines.join(" "), "Name in .gitignore what the tool does not need.");
  return new Failure("unavailable", `${new URL(url).origin} did not take it: ${why}`, "Try again; nothing is deployed twice.");
}
