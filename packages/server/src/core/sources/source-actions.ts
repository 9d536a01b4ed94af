import {
  type NewSource,
  type ShownSource,
  SluiceError,
  type SourceCheck,
  sourcePlace,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import type { SourceRow } from "../ports/source-store.ts";
import { checkReviews, endReviewsOf } from "./reviews/check-reviews.ts";
import { accessFor, keepHost, newKey, sealAccess } from "./source-access.ts";
import { fingerprint } from "./deploy-key.ts";
import { type Checked, checkSource, noBranch, noteUnread, type SourceDependencies } from "./check-source.ts";

/** What people do with the repository elsewhere that a tool is built from. */
export interface SourceActions {
  show(tool: ToolName): Promise<ShownSource>;
  /** Sets it when it can be read, or would be if its deploy key were let in; builds nothing yet. */
  set(tool: ToolName, source: NewSource, by: UserName): Promise<ShownSource>;
  /** Makes a new deploy key; the one before lets in no more. */
  newKey(tool: ToolName): Promise<ShownSource>;
  /** Takes whatever keys the source's hosts have at the next look. */
  forgetHosts(tool: ToolName): Promise<void>;
  remove(tool: ToolName): Promise<void>;
  /** Looks now. A look that takes longer than `patienceMs` goes on, and answers `looking`. */
  check(tool: ToolName): Promise<SourceCheck>;
}

export interface ActionOptions {
  readonly patienceMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
  /** Why a tool's events are not heard now. */
  readonly eventsProblem: (tool: ToolName) => string | null;
}

/** One look at a time for each tool: who asks meanwhile gets the same answer. */
export type CheckOnce = (source: SourceRow, asked: boolean) => Promise<Checked>;

export function checkOnce(deps: SourceDependencies): CheckOnce {
  const running = new Map<ToolName, { readonly source: SourceRow; readonly check: Promise<Checked> }>();
  return async function check(source, asked) {
    const other = running.get(source.tool);
    if (other !== undefined) {
      // another repository than it was: that look is waited for, as both write into the tool's one
      if (other.source.set === source.set && other.source.url === source.url) return other.check;
      await other.check.catch(() => undefined);
      return check(source, asked);
    }
    const mine = checkAll(deps, source, asked).finally(() => running.delete(source.tool));
    running.set(source.tool, { source, check: mine });
    return mine;
  };
}

/** The branch, and then the pull requests, as both fetch into the tool's repository. */
async function checkAll(deps: SourceDependencies, source: SourceRow, asked: boolean): Promise<Checked> {
  const checked = await checkSource(deps, source, asked);
  if (checked.outcome !== "unreachable") await checkReviews(deps, source);
  return checked;
}

export function sourceActions(
  deps: SourceDependencies,
  once: CheckOnce,
  { patienceMs, pause, onProblem, eventsProblem }: ActionOptions,
): SourceActions {
  const read = async (tool: ToolName): Promise<SourceRow> => {
    const source = await deps.store.source(tool);
    if (source !== null) return source;
    throw new SluiceError("wrong-state", `${tool} is built from pushes only. Name a repository with: sluice source set URL -t ${tool}`);
  };
  const show = async (tool: ToolName): Promise<ShownSource> => {
    const { store } = deps;
    const about = [store.sourceAccess(tool), store.knownHosts(tool), store.statuses(tool)] as const;
    const [source, access, hosts, statuses] = await Promise.all([read(tool), ...about]);
    return {
      ...source,
      publicKey: access?.kind === "key" ? access.publicKey : null,
      tokenUser: access?.kind === "token" ? access.user : null,
      hosts: hosts.map(({ host, key, seen }) => ({ host, seen, fingerprint: fingerprint(key) })),
      statuses,
      eventsProblem: source.events === "none" ? null : eventsProblem(tool),
    };
  };
  return {
    show,
    async set(tool, given, by) {
      const { url, branch, previews = "none", events = "none" } = given;
      const { clock } = deps.push;
      if (events === "stream" && sourcePlace(url).scheme !== "ssh") {
        throw new SluiceError(
          "invalid-request",
          "Events are followed by the account that reads the repository over ssh: give its address as ssh://ACCOUNT@HOST:29418/PROJECT, or use a webhook.",
          { path: "body.events" },
        );
      }
      const access = await accessFor(deps, tool, given);
      const looked = await deps.remotes.look({ url, branch, access });
      const locked = looked.kind === "unread" && looked.locked === true;
      if (looked.kind === "unread" && !locked) throw new SluiceError("invalid-request", `${url}: ${looked.why}.`, { path: "body.url" });
      if (looked.kind === "no-branch") {
        throw new SluiceError("invalid-request", `${url}: ${noBranch(branch, looked.others)}`, { path: "body.branch" });
      }
      if ((await deps.store.source(tool))?.url !== url) await endReviewsOf(deps, tool);
      await sealAccess(deps, tool, access, (sealed) =>
        deps.store.putSource({ tool, url, branch, by, previews, events }, clock.now(), sealed),
      );
      await keepHost(deps, clock, { tool, url }, looked);
      // a key that was made just now is let in by nobody yet: said at once, and looked at again by and by
      if (looked.kind === "unread") await noteUnread(deps, await read(tool), looked.why);
      return show(tool);
    },
    async newKey(tool) {
      const { url, branch, by, previews, events } = await read(tool);
      if (sourcePlace(url).scheme !== "ssh") {
        throw new SluiceError("wrong-state", `The source of ${tool} is not read over ssh: a deploy key is for ssh://USER@HOST/PATH.`);
      }
      const access = await newKey(deps, { tool, url });
      await sealAccess(deps, tool, access, (sealed) =>
        deps.store.putSource({ tool, url, branch, by, previews, events }, deps.push.clock.now(), sealed),
      );
      return show(tool);
    },
    async forgetHosts(tool) {
      await read(tool);
      await deps.store.forgetHosts(tool);
    },
    async remove(tool) {
      await read(tool);
      await endReviewsOf(deps, tool);
      for (const { forge } of await deps.store.hooks(tool)) await deps.store.removeHook(tool, forge);
      await deps.store.removeSource(tool);
    },
    async check(tool) {
      const source = await read(tool);
      const check = once(source, true);
      const late: Promise<SourceCheck> = pause(patienceMs).then(() => ({
        outcome: "looking",
        commit: source.commit,
        build: source.build,
        reason: "",
      }));
      const first = await Promise.race([check, late]);
      if (first.outcome === "looking") check.catch((error: unknown) => onProblem(`looking at the source of ${tool}`, error));
      return first;
    },
  };
}
