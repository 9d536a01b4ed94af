import { manifestFile, PreviewName, type StatusForge, type ToolName } from "@sluice/contract";
import { manifestAt, pipelineOfReviews } from "../../pipelines/manifest-at.ts";
import type { Review } from "../../ports/forge-reviews.ts";
import type { ForgeAccess, ForgeAnswer } from "../../ports/forge-statuses.ts";
import type { ReviewRow } from "../../ports/review-store.ts";
import type { SourceRow } from "../../ports/source-store.ts";
import { aboutStatuses } from "../../settings/vault.ts";
import { refusalOfCommit, type SourceDependencies } from "../check-source.ts";
import { plainLine } from "../push-line.ts";
import { queueBuild } from "../queue-build.ts";
import { accessOf } from "../source-access.ts";

/** Fetched at one look: the rest waits for the next. */
const mostFetches = 10;

/**
 * Makes the previews of a source match its open pull requests: what is new is fetched and built, what is closed ends.
 * Whatever events were missed, and killed at any line: the next look does what is left.
 */
export async function checkReviews(deps: SourceDependencies, source: SourceRow): Promise<void> {
  const { store } = deps;
  const { tool, previews } = source;
  const known = await store.reviews(tool);
  if (previews === "none") return endReviews(deps, known);
  const row = await store.statuses(tool);
  if (row === null) return store.notePreviews(tool, `a token for the forge's API is needed: sluice source status FORGE --enter -t ${tool}`);
  const token = await deps.vault.open(aboutStatuses(tool), row.sealed);
  const listed = await listOpen(deps, { ...row, token }, known);
  if (listed.kind === "refused") return store.notePreviews(tool, listed.why);

  const { open } = listed;
  const wished = (number: number): boolean => {
    const review = open.get(number);
    return review === undefined ? !listed.all : review.own || previews === "all";
  };
  await endReviews(
    deps,
    known.filter(({ number }) => !wished(number)),
  );
  const built = new Map(known.map(({ number, commit }) => [number, commit]));
  const fresh = [...open.values()].filter(({ number, head }) => wished(number) && built.get(number)?.startsWith(head) !== true);
  let problem = problemOf(row.forge, previews, listed.all, open.size);
  for (const review of fresh.slice(0, mostFetches)) {
    const why = await begin(deps, source, review);
    if (why !== null) problem = `pull request ${review.number}: ${why}`;
  }
  await store.notePreviews(tool, problem);
}

/** What is open; asked again before one is taken for closed that only moved from one part of the list to another meanwhile. */
async function listOpen(
  { forges }: Pick<SourceDependencies, "forges">,
  at: ForgeAccess,
  known: readonly ReviewRow[],
): Promise<
  | { readonly kind: "open"; readonly open: ReadonlyMap<number, Review>; readonly all: boolean }
  | Extract<ForgeAnswer, { readonly kind: "refused" }>
> {
  const first = await forges.reviews(at);
  if (first.kind === "refused") return first;
  const open = new Map(first.reviews.map((review) => [review.number, review]));
  if (!first.parts || known.every(({ number }) => open.has(number))) return { kind: "open", open, all: first.all };
  const again = await forges.reviews(at);
  if (again.kind === "refused") return again;
  for (const review of again.reviews) open.set(review.number, review);
  return { kind: "open", open, all: first.all && again.all };
}

function problemOf(forge: StatusForge, previews: SourceRow["previews"], all: boolean, count: number): string | null {
  if (forge === "gerrit" && previews === "own" && count > 0) {
    return "in Gerrit whoever is signed in may push a change for review, so changes get previews only with --fork-previews";
  }
  return all ? null : `more than ${count} are open: only those that changed last are looked at, the previews of others stay as they are`;
}

/** Ends previews; the reaper removes them step by step. */
export async function endReviews({ store }: Pick<SourceDependencies, "store">, rows: readonly ReviewRow[]): Promise<void> {
  for (const { tool, number } of rows) {
    await store.endPreview({ tool, name: nameOf(number) });
    await store.removeReview(tool, number);
  }
}

/** Has one built, or has the forge told why not. A reason when it is to be tried again. */
async function begin(deps: SourceDependencies, source: SourceRow, review: Review): Promise<string | null> {
  const { store, push } = deps;
  const { tool, url, branch, by } = source;
  const { number, ref, title } = review;
  if (ref === null) return "this forge keeps no ref of what comes from a fork";
  const full = await deps.held();
  if (full !== null) return `this is ours, nothing is lost: ${full}`;
  const fetched = await deps.remotes.fetch(tool, { url, branch, access: await accessOf(deps, source), ref });
  if (fetched.kind === "unread") return fetched.why;
  const { commit } = fetched;
  const name = nameOf(number);
  const key = { tool, commit, preview: name };
  const read = await manifestAt(push, tool, commit);
  const pipeline = read?.kind === "read" ? pipelineOfReviews(tool, read.pipelines) : undefined;
  const none =
    read?.kind === "read" && pipeline === undefined
      ? `${manifestFile} has no pipeline for previews of ${tool}: one with on: { change: true } must go to it, or, without such a one, one that goes to it`
      : null;
  const refusal = (await refusalOfCommit(push, source, commit)) ?? none;
  if (refusal !== null) {
    await store.watchStatus(key, { refusal }, push.clock.now());
    await store.putReview({ tool, number, commit });
    return null;
  }
  const wish = {
    tool,
    name,
    by,
    source: { kind: "commit" as const, commit },
    subject: plainLine(title).slice(0, 200),
    ttl: null,
    secrets: false,
  };
  const wished = await push.wishPreview(wish);
  if (wished.kind === "refused") {
    await store.watchStatus(key, { refusal: wished.why }, push.clock.now());
    return wished.why;
  }
  const info = await push.sources.commit(tool, commit);
  const build = await queueBuild(push, { tool, author: by, say: () => undefined }, info, {
    header: plainLine(`${tool}: commit ${commit.slice(0, 7)} "${info.subject}" by ${info.author}, pull request ${number} of ${url}`),
    ...(pipeline === undefined ? {} : { pipeline: pipeline.name }),
    subject: info.subject,
    cause: `pull request ${number} of ${url}`,
    key: `preview:${name}`,
    branch: "",
    branchFrom: "0".repeat(commit.length),
    preview: name,
    upload: null,
  });
  await store.watchStatus(key, { build: build.id }, push.clock.now());
  await store.putReview({ tool, number, commit });
  return null;
}

function nameOf(number: ReviewRow["number"]): PreviewName {
  return PreviewName.parse(`pr-${number}`);
}

/** All that a tool has, before its source is another one or none. */
export async function endReviewsOf(deps: Pick<SourceDependencies, "store">, tool: ToolName): Promise<void> {
  await endReviews(deps, await deps.store.reviews(tool));
}
