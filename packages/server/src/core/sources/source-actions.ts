import { type NewSource, SluiceError, type SourceCheck, type ToolName, type UserName } from "@sluice/contract";
import type { SourceRow } from "../ports/source-store.ts";
import { type Checked, checkSource, noBranch, type SourceDependencies } from "./check-source.ts";

/** What people do with the repository elsewhere that a tool is built from. */
export interface SourceActions {
  show(tool: ToolName): Promise<SourceRow>;
  /** Sets it when it can be read; builds nothing yet. */
  set(tool: ToolName, source: NewSource, by: UserName): Promise<SourceRow>;
  remove(tool: ToolName): Promise<void>;
  /** Looks now. A look that takes longer than `patienceMs` goes on, and answers `looking`. */
  check(tool: ToolName): Promise<SourceCheck>;
}

export interface ActionOptions {
  readonly patienceMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
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
    const mine = checkSource(deps, source, asked).finally(() => running.delete(source.tool));
    running.set(source.tool, { source, check: mine });
    return mine;
  };
}

export function sourceActions(deps: SourceDependencies, once: CheckOnce, { patienceMs, pause, onProblem }: ActionOptions): SourceActions {
  const show = async (tool: ToolName): Promise<SourceRow> => {
    const source = await deps.store.source(tool);
    if (source !== null) return source;
    throw new SluiceError("wrong-state", `${tool} is built from pushes only. Name a repository with: sluice source set URL -t ${tool}`);
  };
  return {
    show,
    async set(tool, { url, branch }, by) {
      const looked = await deps.remotes.look({ url, branch });
      if (looked.kind === "unread") throw new SluiceError("invalid-request", `${url}: ${looked.why}.`, { path: "body.url" });
      if (looked.kind === "no-branch") {
        throw new SluiceError("invalid-request", `${url}: ${noBranch(branch, looked.others)}`, { path: "body.branch" });
      }
      await deps.store.putSource({ tool, url, branch, by }, deps.push.clock.now());
      return show(tool);
    },
    async remove(tool) {
      await show(tool);
      for (const { forge } of await deps.store.hooks(tool)) await deps.store.removeHook(tool, forge);
      await deps.store.removeSource(tool);
    },
    async check(tool) {
      const source = await show(tool);
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
