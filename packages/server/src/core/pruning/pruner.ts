import { Moment, PruneResult, SluiceError, type Check, type PrunePlan, type ToolName } from "@sluice/contract";
import type { PruningFigures } from "../ports/metrics.ts";
import type { AccessStore } from "../ports/store.ts";
import { clockWatch } from "./clock-watch.ts";
import type { PruneDependencies } from "./dependencies.ts";
import { prune } from "./prune.ts";
import { removeImagesOf } from "./remove-images-of.ts";
import { showPlan, type PlanQuery } from "./show-plan.ts";

export interface PrunerOptions extends PruneDependencies {
  readonly audit: AccessStore["audit"];
  readonly intervalMs: number;
  readonly onProblem: (error: unknown) => void;
  /** Aborted when the server stops: a pruning that is under way ends soon. */
  readonly stop: AbortSignal;
}

export interface Pruner {
  show(query: PlanQuery): Promise<PrunePlan>;
  /** Prunes now; `wrong-state` while a pruning goes on. */
  run(): Promise<PruneResult>;
  /** Prunes when the interval is over since the last time, or the disk has little room and some minutes have passed. */
  tick(): Promise<void>;
  /** Deletes the images of a tool that is being deleted: see removeImagesOf. */
  removeImagesOf(tool: ToolName): Promise<void>;
  check(): Promise<Check>;
  figures(): Promise<PruningFigures>;
}

/** How long pruning by itself waits, at least, when the clock was set forward. */
const leastHoldMs = 3600_000;

/** Between two prunings of a disk with little room. */
const pressedMs = 10 * 60_000;

/** From any pruning to the first one since the disk has little room. */
const newlyPressedMs = 60_000;
const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MiB`;

export function createPruner(options: PrunerOptions): Pruner {
  const { store, clock, installation } = options;
  const watch = clockWatch(clock);
  /** What a clock that was set forward makes old may not go by itself: a grace is there to change something. */
  const aheadMs = (): number => watch.look(Math.max(options.rules.graceMs, leastHoldMs));
  const lastKey = `pruning:last:${installation}`;
  const freedKey = `pruning:freed:${installation}`;
  let running = false;
  let failed: string | null = null;
  /** A pruning was begun since the disk has little room. */
  let wasPressed = false;
  let tried = Number.NEGATIVE_INFINITY;

  const lastOf = async (): Promise<PruneResult | null> => {
    const text = await store.value(lastKey);
    return text === null ? null : (PruneResult.safeParse(JSON.parse(text)).data ?? null);
  };
  const freedOf = async (): Promise<number> => Number((await store.value(freedKey)) ?? 0);

  async function once(): Promise<PruneResult> {
    running = true;
    tried = clock.monotonic();
    try {
      const result = await prune(options, options.stop);
      failed = null;
      await store.putValue(lastKey, JSON.stringify(result));
      await store.putValue(freedKey, String((await freedOf()) + result.removed.bytes));
      return result;
    } catch (error) {
      failed = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      running = false;
    }
  }

  async function byItself(why: string): Promise<void> {
    const { removed, kinds, problems } = await once();
    if (removed.count === 0 && problems.length === 0) return;
    await options.audit({
      at: Moment.parse(clock.now()),
      user: "sluice",
      action: "pruning.run",
      subject: installation,
      from: why,
      result: "done",
      detail: { removed, kinds, problems },
    });
  }

  return {
    show: (query) => showPlan(options, query),
    run() {
      if (running) throw new SluiceError("wrong-state", "A pruning goes on already: it ends by itself.");
      return once();
    },
    async tick() {
      if (running || aheadMs() > 0) return;
      const sinceTry = clock.monotonic() - tried;
      const last = await lastOf();
      const since = last === null ? Number.POSITIVE_INFINITY : Date.parse(clock.now()) - Date.parse(last.ended);
      const pressed = await options.pressed();
      const isDue = (since >= options.intervalMs || since < 0) && sinceTry >= Math.min(options.intervalMs, pressedMs);
      const isPressed = pressed && sinceTry >= (wasPressed ? pressedMs : newlyPressedMs);
      if (!pressed) wasPressed = false;
      if (running || (!isDue && !isPressed)) return;
      wasPressed = pressed;
      await byItself(pressed ? "low disk" : "interval").catch(options.onProblem);
    },
    removeImagesOf: (tool) => removeImagesOf(options, tool, options.stop),
    async check() {
      const part = "pruning";
      const ahead = aheadMs();
      if (ahead > 0) {
        const found = `waits, as the clock was set forward by ${Math.round(ahead / 60_000)} min and everything looks older than it is`;
        return { part, state: "warn", found, todo: "Set the clock right; when it is right now, sluice prune begins at once." };
      }
      if (failed !== null) {
        return { part, state: "warn", found: `the last try failed: ${failed}`, todo: "It is tried again by itself; nothing was lost." };
      }
      const last = await lastOf();
      if (last === null) return { part, state: "ok", found: "not yet done; it begins by itself", todo: "" };
      const { removed, problems, ended } = last;
      const found = `${ended.slice(0, 16).replace("T", " ")} UTC: ${removed.count} things, ${mebibytes(removed.bytes)}; in all ${mebibytes(await freedOf())}`;
      if (problems.length === 0) return { part, state: "ok", found, todo: "" };
      return {
        part,
        state: "warn",
        found: `${found}; ${problems.length} not removed: ${problems[0] ?? ""}`,
        todo: "It is tried again by itself.",
      };
    },
    async figures() {
      const last = await lastOf();
      return { last: last === null ? 0 : Date.parse(last.ended) / 1000, freed: await freedOf() };
    },
  };
}
