import { type Rebase, type RebaseTool, type Release, type ToolName, UserName } from "@sluice/contract";
import type { RebaseStore } from "../ports/rebase-store.ts";
import { presentFile } from "../releases/change-release.ts";
import { type RebaseDependencies, rebaseTool } from "./rebase-tool.ts";

export interface CarryDependencies extends RebaseDependencies {
  readonly rebases: RebaseStore;
  /** Bakes the sets again that stand on an older base than there is. */
  readonly bringUp: () => Promise<void>;
  /** Ends early, without an error, by the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const lookMs = 200;
const retryMs = 5000;

/**
 * One rebase from where its rows say to its end: wave by wave, each tool's release waited for. A tool that does not
 * become healthy is rolled back by its own deployment; with more of them than may be, the rest is left as it is.
 */
export async function carryRebase(deps: CarryDependencies, rebase: Rebase, signal: AbortSignal): Promise<void> {
  try {
    await deps.bringUp();
  } catch (error) {
    // whoever carries it looks again at once
    await deps.pause(retryMs, signal);
    throw error;
  }
  while (!signal.aborted) {
    const tools = await deps.rebases.rebaseTools(rebase.id);
    const open = tools.filter(({ state }) => state === "waiting" || state === "deploying");
    const failed = tools.filter(({ state }) => state === "failed").length;
    const begun = open.filter(({ state }) => state === "deploying");
    if (begun.length === 0 && (open.length === 0 || failed > rebase.failures)) return end(deps, rebase, tools);
    // what was begun before a restart is the first wave
    const wave = begun.length > 0 ? begun : open.slice(0, rebase.wave);
    await Promise.all(wave.map((one) => carryTool(deps, rebase, one, signal)));
  }
}

async function carryTool(deps: CarryDependencies, rebase: Rebase, { tool, release }: RebaseTool, signal: AbortSignal): Promise<void> {
  const set = (change: Partial<Omit<RebaseTool, "tool">>): Promise<void> => deps.rebases.setRebaseTool(rebase.id, tool, change);
  try {
    const number = release ?? (await beginTool(deps, rebase, tool, set));
    if (number === null) return;
    const settled = await settledRelease(deps, tool, number, signal);
    if (settled === null) return;
    const isLive = settled.live !== null;
    await set({ state: isLive ? "live" : "failed", reason: isLive ? "" : (settled.reason ?? "it never became healthy") });
  } catch (error) {
    if (signal.aborted) return;
    await set({ state: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Makes the tool's release; null when there is nothing to wait for. */
async function beginTool(
  deps: CarryDependencies,
  rebase: Rebase,
  tool: ToolName,
  set: (change: Partial<Omit<RebaseTool, "tool">>) => Promise<void>,
): Promise<Release["number"] | null> {
  const done = await rebaseTool(deps, {
    tool,
    by: UserName.parse(rebase.by),
    body: `sluice rebase --all (${rebase.id})`,
    trailers: { "Sluice-Rebase": String(rebase.id) },
  });
  if (done.kind === "refused") {
    await set({ state: "refused", reason: done.reason });
    return null;
  }
  const release = done.kind === "released" ? done.release : await madeBefore(deps, rebase, tool);
  await set(release === null ? { state: "fresh" } : { state: "deploying", release: release.number });
  return release?.number ?? null;
}

/** The release that this rebase made of a tool before it was killed, ahead of writing it down. */
async function madeBefore(deps: CarryDependencies, rebase: Rebase, tool: ToolName): Promise<Release | null> {
  const { release: number } = await presentFile(deps, tool);
  const release = await deps.store.release(tool, number);
  return release?.cause === "rebase" && release.created >= rebase.created ? release : null;
}

/** Null when the server stops, or the tool is gone. */
async function settledRelease(
  deps: CarryDependencies,
  tool: ToolName,
  number: Release["number"],
  signal: AbortSignal,
): Promise<Release | null> {
  while (!signal.aborted) {
    const release = await deps.store.release(tool, number);
    if (release === null || (release.state !== "pending" && release.state !== "deploying")) return release;
    await deps.pause(lookMs, signal);
  }
  return null;
}

async function end(deps: CarryDependencies, rebase: Rebase, tools: readonly RebaseTool[]): Promise<void> {
  const left = tools.filter(({ state }) => state === "waiting");
  for (const { tool } of left) await deps.rebases.setRebaseTool(rebase.id, tool, { state: "skipped", reason: "too many failed before" });
  const count = (state: RebaseTool["state"]): number => tools.filter((one) => one.state === state).length;
  const refused = count("refused") === 0 ? "" : `, ${count("refused")} cannot be rebased`;
  const said = `${count("live")} live, ${count("fresh")} fresh before, ${count("failed")} failed${refused}`;
  const more = `more than the ${rebase.failures} that may fail, so ${left.length} were left as they were`;
  await deps.rebases.endRebase(rebase.id, {
    state: left.length > 0 || count("skipped") > 0 ? "stopped" : "done",
    reason: left.length > 0 ? `${said}: ${more}` : said,
    ended: deps.clock.now(),
  });
}

/** Begins no more tools; those that are being deployed go on to their end. */
export async function stopRebase(rebases: RebaseStore, id: Rebase["id"], by: UserName): Promise<void> {
  for (const { tool, state } of await rebases.rebaseTools(id)) {
    if (state === "waiting") await rebases.setRebaseTool(id, tool, { state: "skipped", reason: `stopped by ${by}` });
  }
}
