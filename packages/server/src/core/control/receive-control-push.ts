import type { Moment, Release } from "@sluice/contract";
import type { AccessStore, ReleaseStore } from "../ports/store.ts";
import type { ChangedFile, ControlPushes } from "../ports/control-push.ts";
import type { LanguageCatalog } from "../languages/catalog.ts";
import { worse } from "../languages/change-languages.ts";
import type { Principal } from "../access/principal.ts";
import type { RefResult, RefUpdate } from "../sources/git-server.ts";
import { adoptRelease, type AdoptDependencies } from "./adopt-release.ts";
import { checkChanges, type CheckDependencies } from "./check-push.ts";

export interface ControlPushDependencies {
  readonly store: CheckDependencies["store"] &
    AdoptDependencies["store"] &
    Pick<ReleaseStore, "setReleaseState"> &
    Pick<AccessStore, "audit">;
  readonly registry: CheckDependencies["registry"];
  readonly images: CheckDependencies["images"];
  readonly domain: CheckDependencies["domain"];
  readonly pushes: ControlPushes;
  /** The languages as they are, and as they would be at a commit. */
  readonly languages: Pick<LanguageCatalog, "now" | "at">;
  readonly clock: AdoptDependencies["clock"];
  /** The remote that this repository follows, to be pushed to instead; null when people push here. */
  readonly remote: string | null;
}

export interface ControlPush {
  readonly principal: Pick<Principal, "user">;
  readonly address: string;
  readonly say: (line: string) => void;
}

/** Files that one push may change, and problems that are said of them. */
const mostChanges = 20_000;
const mostSaid = 50;

/** Decides over a push of people to the control repository: all of it is as it must be, or nothing of it counts. */
export async function receiveControlPush(
  deps: ControlPushDependencies,
  push: ControlPush,
  updates: readonly RefUpdate[],
): Promise<readonly RefResult[]> {
  const results: RefResult[] = [];
  for (const update of updates) {
    const reason = await decide(deps, push, update);
    await audit(deps, push, update, reason);
    results.push(reason === null ? { ref: update.ref, ok: true } : { ref: update.ref, ok: false, reason });
  }
  return results;
}

async function decide(deps: ControlPushDependencies, push: ControlPush, { ref, from, to }: RefUpdate): Promise<string | null> {
  const { pushes } = deps;
  if (deps.remote !== null) return `this is a copy of ${deps.remote}: push there`;
  if (ref !== pushes.ref) return `only ${pushes.ref.replace("refs/heads/", "")} is kept here`;
  if (isNone(to)) return "the branch that says what runs cannot be deleted";
  const head = await pushes.head();
  if (head !== (isNone(from) ? null : from)) return "it has moved meanwhile: fetch first";
  if (head !== null && !(await pushes.contains(to, head))) {
    return "history cannot be rewritten here: what was deployed is in it. Go back with git revert";
  }
  const changes = await pushes.changes(head, to, mostChanges);
  if (changes.length > mostChanges) return `more than ${mostChanges} files change, the limit of one push`;
  const { problems, releases } = await checkChanges(deps, changes);
  const adopted: Release[] = [];
  const refusals: string[] = [...problems, ...(await checkLanguages(deps, changes, to))];
  // no number is taken for a push that is refused anyway
  for (const { file, place } of refusals.length > 0 ? [] : releases) {
    const adoption = await adoptRelease(deps, file, to, place);
    if (adoption.kind === "refused") refusals.push(adoption.problem);
    if (adoption.kind === "adopted") adopted.push(adoption.release);
  }
  if (refusals.length > 0) {
    await giveBack(deps, adopted);
    for (const line of refusals.slice(0, mostSaid)) push.say(line);
    if (refusals.length > mostSaid) push.say(`and ${refusals.length - mostSaid} more`);
    return refusals.length === 1 ? "one thing is wrong with it, see above" : `${refusals.length} things are wrong with it, see above`;
  }
  if (!(await pushes.move(head, to))) {
    await giveBack(deps, adopted);
    return "it has moved meanwhile: fetch first";
  }
  for (const { file } of releases) push.say(`${file.tool} v${file.release} is being deployed: sluice status -t ${file.tool}`);
  for (const { path } of changes) if (path.startsWith("languages/")) push.say(`${path} counts from the next push of a tool on`);
  return null;
}

/** Languages count as a whole: one may require another. */
async function checkLanguages(
  { languages }: ControlPushDependencies,
  changes: readonly ChangedFile[],
  to: string,
): Promise<readonly string[]> {
  if (!changes.some(({ path }) => path.startsWith("languages/"))) return [];
  return worse(await languages.now(), await languages.at(to));
}

/** Numbers stay taken, as another push may have been told of them; their rows say why nothing runs. */
async function giveBack({ store }: ControlPushDependencies, releases: readonly Release[]): Promise<void> {
  for (const { tool, number } of releases) {
    await store.setReleaseState(tool, number, { state: "superseded", reason: "the push that brought it was refused" });
  }
}

async function audit(
  { store, clock }: ControlPushDependencies,
  push: ControlPush,
  update: RefUpdate,
  reason: string | null,
): Promise<void> {
  await store.audit({
    at: clock.now() as Moment,
    user: push.principal.user,
    action: "control.push",
    subject: update.ref,
    from: push.address,
    result: reason === null ? "done" : "refused",
    detail: { from: update.from, to: update.to, ...(reason === null ? {} : { reason }) },
  });
}

function isNone(hash: string): boolean {
  return /^0+$/.test(hash);
}
