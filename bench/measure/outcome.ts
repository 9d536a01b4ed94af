import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { unreachedHost, wantOf } from "./wants.ts";

/**
 * What became of one application. `wants-…`: it asks for something that is not in its repository. `not-judged`: something
 * failed that says nothing about it.
 */
export const Outcome = z.object({
  name: z.string(),
  commit: z.string(),
  /** As the platform said: `python 3.13 (requirements.txt), procfile (Procfile)`. */
  found: z.string(),
  verdict: z.enum(["serves", "fails", "wants-service", "wants-setting", "not-judged"]),
  /** Status of `GET /`; null when nothing was asked. */
  status: z.number().int().nullable(),
  /** Why it does not serve; empty when it does. */
  reason: z.string(),
  firstSeconds: z.number().nullable(),
  warmSeconds: z.number().nullable(),
});
export type Outcome = z.infer<typeof Outcome>;

/** An API without a front page answers 404, one that wants a name 401; 400 and 5xx say that it does not work. */
export function isServed(status: number): boolean {
  return status < 500 && status !== 400;
}

/** A folder that is tried without its repository, and takes what it is made of from there. */
const torn = /failed to find a workspace root/;

/** Where the platform has no sentence of its own on a registry that does not answer. */
const unreachable: readonly { readonly match: RegExp; readonly who: string }[] = [
  {
    match: /Could not resolve host: |dial tcp: lookup |cannot be fetched: there is no host \S+, or its name cannot be looked up now/,
    who: "git",
  },
  { match: /Could not transfer artifact/, who: "maven" },
  { match: /code E403\b|ERR_PNPM_FETCH_403/, who: "npm" },
  { match: /NameResolutionError|Temporary failure in name resolution|getaddrinfo (ENOTFOUND|EAI_AGAIN)/, who: "the build" },
];

/**
 * What a push that failed says of the application. Nothing, when its build or the running program asks for a name of the
 * internet that cannot be resolved where this is measured, the list names a part of it alone, or the platform failed; a
 * database or a private service that it does not find is a need of its own. `whole` is the build's log, of which the push
 * shows the end.
 */
export function judge(said: string, whole = ""): Pick<Outcome, "verdict" | "reason"> {
  const why = whyOf(said);
  if (/^remote: Failed: .*\(the platform\)/m.test(said)) return { verdict: "not-judged", reason: `the platform failed here: ${why}` };
  const built = /^remote: \[release\] /m.test(said);
  const who = built ? null : fetcherOf(`${said}\n${whole}`);
  if (who !== null) return { verdict: "not-judged", reason: `what ${who} fetches is not reachable here` };
  const plain = saidByServer(said).join("\n");
  if (torn.test(plain)) return { verdict: "not-judged", reason: "it is a part of a workspace, and was tried without that" };
  const want = wantOf(plain);
  if (want?.kind === "service") return { verdict: "wants-service", reason: `${want.what}: ${why}` };
  const host = unreachedHost(plain);
  if (host !== null) return { verdict: "not-judged", reason: `it asks ${host}, which is not reachable here` };
  if (want !== null) return { verdict: "wants-setting", reason: `${want.what}: ${why}` };
  return { verdict: "fails", reason: why };
}

/** The same of one that is live and whose front page says that it does not work. */
export function judgePage({ status, text }: { readonly status: number; readonly text: string }): Pick<Outcome, "verdict" | "reason"> {
  const reason = `GET / answers ${status}`;
  const want = wantOf(text);
  return want === null ? { verdict: "fails", reason } : { verdict: `wants-${want.kind}`, reason: `${want.what}: ${reason}` };
}

/** Whose packages the build could not fetch, or null. */
function fetcherOf(said: string): string | null {
  const named = /^remote: +(\w+) could not reach the package registry/m.exec(said)?.[1];
  return named ?? unreachable.find(({ match }) => match.test(said))?.who ?? null;
}

/** What the pusher read, without git's own lines and colours. */
export function saidByServer(said: string): readonly string[] {
  return said
    .split("\n")
    .filter((line) => line.startsWith("remote: "))
    .map((line) => stripVTControlCharacters(line.slice("remote: ".length)).trimEnd());
}

export function foundIn(said: string): string {
  return /Found (.*?)(?:, \w[\w-]* process|, release|, job|\r?\n|$)/.exec(said)?.[1]?.trim() ?? "none";
}

/** As the platform quotes what a process said; its own words stand further left. */
const quoted = /^ {4}/;

/** The line that says why, and what stands above it: the advice's first line, or the last error that the application said. */
export function whyOf(said: string): string {
  const shown = saidByServer(said);
  const lines = shown.map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith("Failed: "));
  if (at < 0) return lines.at(-1) ?? "refused";
  const telling = (line: string): boolean => !/^\s*(•|Nothing serves|v\d+ keeps serving|$)/.test(line);
  const last = shown.slice(0, at).findLast(telling) ?? "";
  const error = quoted.test(last)
    ? shown.slice(0, at).findLast((line) => quoted.test(line) && /^\s*[\w.]*(Error|Exception)\b.*:/.test(line))
    : undefined;
  const above = (error ?? last).trim();
  return [lines[at]?.slice("Failed: ".length), above].filter(Boolean).join("; ");
}
