import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** What became of one application. `not-judged`: something failed that says nothing about it. */
export const Outcome = z.object({
  name: z.string(),
  commit: z.string(),
  /** As the platform said: `python 3.13 (requirements.txt), procfile (Procfile)`. */
  found: z.string(),
  verdict: z.enum(["serves", "fails", "not-judged"]),
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

/** Where the platform has no sentence of its own on a registry that does not answer. */
const unreachable: readonly { readonly match: RegExp; readonly who: string }[] = [
  { match: /Could not resolve host: |dial tcp: lookup /, who: "git" },
  { match: /Could not transfer artifact/, who: "maven" },
  { match: /code E403\b|ERR_PNPM_FETCH_403/, who: "npm" },
  { match: /NameResolutionError|Temporary failure in name resolution|getaddrinfo (ENOTFOUND|EAI_AGAIN)/, who: "the build" },
];

/**
 * Why a failure says nothing about the application, or null: what its build fetches is out of reach, or a fault of the
 * platform's. Once it was built, a server that it wants and does not find is a need of its own.
 */
export function whyNotJudged(said: string): string | null {
  if (/^remote: Failed: .*\(the platform\)/m.test(said)) return `the platform failed here: ${whyOf(said)}`;
  if (/^remote: \[release\] /m.test(said)) return null;
  const who =
    /^remote: +(\w+) could not reach the package registry/m.exec(said)?.[1] ?? unreachable.find(({ match }) => match.test(said))?.who;
  return who === undefined ? null : `what ${who} fetches is not reachable here`;
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
