import { Fault, Moment, ReleaseNumber, RunName, SluiceError, type ReleaseFile, type ReleaseState, type ToolName } from "@sluice/contract";
import { z } from "zod";
import type { Clock } from "../ports/clock.ts";
import type { ReleaseStore } from "../ports/store.ts";
import { digestOf } from "./same-file.ts";

/** The control commit whose file was brought to life last: where a rollback goes. */
const Deployed = z.object({
  release: z.number().int(),
  control: z.string(),
  /** What the file said, by its digest: whether head's says the same is known without reading the commit. */
  file: z.string().optional(),
});
export type Deployed = z.infer<typeof Deployed>;

/** A rollback that was begun: it is finished after a restart, instead of deploying the failed release again. */
const RollingBack = z.object({
  release: z.number().int(),
  control: z.string().nullable(),
  reason: z.string(),
  fault: Fault.default("code"),
});
export type RollingBack = z.infer<typeof RollingBack>;

/** The release command of the deployment under way: `end` is null from before its start until its result is known. */
const ReleaseCommand = z.object({
  release: z.number().int(),
  key: z.string(),
  end: z.object({ exitCode: z.number().int(), outOfMemory: z.boolean(), timedOut: z.boolean() }).nullable(),
});
export type ReleaseCommand = z.infer<typeof ReleaseCommand>;

/**
 * The one place that writes a release's state.
 *
 * pending → deploying → live → superseded
 *               ├─────→ failed            never became healthy
 *               └─────→ superseded        a newer one came before it was live
 *
 * From failed and superseded it leads to deploying again when the control repository says so.
 */
export interface ReleaseStates {
  /** Reads of all tools at once what is asked for later; again when another server may have written it. */
  load(): Promise<void>;
  deployed(tool: ToolName): Promise<Deployed | null>;
  /** Whether what was brought to life is known to have said the same as this file. */
  says(deployed: Deployed, file: ReleaseFile): boolean;
  rollingBack(tool: ToolName): Promise<RollingBack | null>;
  /** Null when none has begun; forgotten with the end of its deployment. */
  command(tool: ToolName): Promise<ReleaseCommand | null>;
  setCommand(tool: ToolName, command: ReleaseCommand): Promise<void>;
  deploying(tool: ToolName, release: ReleaseNumber): Promise<void>;
  live(file: ReleaseFile, control: string): Promise<void>;
  /** Kept in one durable value with the wish to roll back. */
  failed(tool: ToolName, rollback: RollingBack): Promise<void>;
  /** Our side could not deploy it: it has failed at once, and what was before is committed back as soon as that can be done. */
  gaveUp(tool: ToolName, release: ReleaseNumber, reason: string): Promise<void>;
  rolledBack(tool: ToolName): Promise<void>;
  interrupted(tool: ToolName, release: ReleaseNumber): Promise<void>;
  /** Its number was taken by somebody's commit of another image: it will never be brought to life. */
  refused(tool: ToolName, release: ReleaseNumber, reason: string): Promise<void>;
  /** Nothing is to run any more. */
  removed(tool: ToolName): Promise<void>;
  settled(tool: ToolName, release: ReleaseNumber, signal: AbortSignal): Promise<"live" | "failed">;
}

export function createReleaseStates(store: ReleaseStore, clock: Clock): ReleaseStates {
  const cache = new Map<ToolName, Deployed | null>();
  const rollbacks = new Map<ToolName, RollingBack | null>();
  const digests = new WeakMap<ReleaseFile, string>();
  let loaded = false;
  const listeners = new Set<() => void>();

  async function set(tool: ToolName, release: number, change: Parameters<ReleaseStore["setReleaseState"]>[2]): Promise<void> {
    try {
      await store.setReleaseState(tool, ReleaseNumber.parse(release), change);
    } catch (error) {
      // a person may commit a release that was not made here: it runs like any other, only without a state
      if (!(error instanceof SluiceError && error.code === "not-found")) throw error;
    }
    for (const listener of listeners) listener();
  }

  async function putDeployed(tool: ToolName, deployed: Deployed | null): Promise<void> {
    await store.putValue(`deployed:${tool}`, deployed === null ? "" : JSON.stringify(deployed));
    cache.set(tool, deployed);
  }

  async function forgetCommand(tool: ToolName): Promise<void> {
    const key = `release-command:${tool}`;
    if (((await store.value(key)) ?? "") !== "") await store.putValue(key, "");
  }

  /** Releases that an other one has overtaken. */
  async function supersede(tool: ToolName, by: number | null, states: readonly ReleaseState[]): Promise<void> {
    for (const { number, state } of await store.releases(tool, { limit: 50 })) {
      const overtaken = state === "live" ? number !== by : by === null || number < by;
      if (overtaken && states.includes(state)) await set(tool, number, { state: "superseded" });
    }
  }

  async function end(tool: ToolName, release: ReleaseNumber): Promise<"live" | "failed" | null> {
    const found = await store.release(tool, release);
    if (found === null || found.state === "pending" || found.state === "deploying") return null;
    if (found.state === "superseded") return found.live === null ? "failed" : "live";
    return found.state;
  }

  async function rollingBack(tool: ToolName): Promise<RollingBack | null> {
    const known = rollbacks.get(tool);
    if (known !== undefined || loaded) return known ?? null;
    const found = readValue(RollingBack, await store.value(`rolling-back:${tool}`));
    rollbacks.set(tool, found);
    return found;
  }

  async function putRollingBack(tool: ToolName, rollback: RollingBack | null): Promise<void> {
    await store.putValue(`rolling-back:${tool}`, rollback === null ? "" : JSON.stringify(rollback));
    rollbacks.set(tool, rollback);
  }

  return {
    async load() {
      const fill = async <T>(schema: z.ZodType<T>, prefix: string, into: Map<ToolName, T | null>): Promise<void> => {
        for (const [key, text] of await store.values(prefix)) {
          const tool = RunName.parse(key.slice(prefix.length));
          // what was written while this was read is newer
          if (!into.has(tool)) into.set(tool, readValue(schema, text));
        }
      };
      await Promise.all([fill(Deployed, "deployed:", cache), fill(RollingBack, "rolling-back:", rollbacks)]);
      loaded = true;
    },
    async deployed(tool) {
      const known = cache.get(tool);
      if (known !== undefined || loaded) return known ?? null;
      const found = readValue(Deployed, await store.value(`deployed:${tool}`));
      cache.set(tool, found);
      return found;
    },
    says(deployed, file) {
      const digest = digests.get(file) ?? digestOf(file);
      digests.set(file, digest);
      return deployed.file === digest;
    },
    rollingBack,
    command: async (tool) => readValue(ReleaseCommand, await store.value(`release-command:${tool}`)),
    setCommand: (tool, command) => store.putValue(`release-command:${tool}`, JSON.stringify(command)),
    deploying: (tool, release) => set(tool, release, { state: "deploying" }),
    async live(file, control) {
      const { tool, release } = file;
      await supersede(tool, release, ["live", "pending", "deploying"]);
      await set(tool, release, { state: "live", live: Moment.parse(clock.now()), control });
      await putDeployed(tool, { release, control, file: digestOf(file) });
      await forgetCommand(tool);
    },
    async failed(tool, rollback) {
      await putRollingBack(tool, rollback);
      await supersede(tool, rollback.release, ["pending", "deploying"]);
    },
    async gaveUp(tool, release, reason) {
      await this.failed(tool, { release, control: null, reason, fault: "platform" });
      await set(tool, release, { state: "failed", reason, fault: "platform" });
    },
    async rolledBack(tool) {
      const rollback = await rollingBack(tool);
      if (rollback === null) return;
      await set(tool, rollback.release, {
        state: "failed",
        reason: rollback.reason,
        fault: rollback.fault,
        ...(rollback.control === null ? {} : { control: rollback.control }),
      });
      await forgetCommand(tool);
      await putRollingBack(tool, null);
    },
    async interrupted(tool, release) {
      await set(tool, release, { state: "superseded", reason: "a newer release came before it was live" });
      await forgetCommand(tool);
    },
    async refused(tool, release, reason) {
      const found = await store.release(tool, release);
      if (found?.state === "pending") await set(tool, release, { state: "failed", fault: "platform", reason });
    },
    async removed(tool) {
      await supersede(tool, null, ["live", "pending", "deploying"]);
      await putDeployed(tool, null);
      await forgetCommand(tool);
    },
    async settled(tool, release, signal) {
      let changed = Promise.withResolvers<void>();
      const listener = (): void => changed.resolve();
      listeners.add(listener);
      const aborted = (): void => changed.resolve();
      signal.addEventListener("abort", aborted);
      try {
        for (;;) {
          signal.throwIfAborted();
          changed = Promise.withResolvers<void>();
          const ended = await end(tool, release);
          if (ended !== null) return ended;
          await changed.promise;
        }
      } finally {
        listeners.delete(listener);
        signal.removeEventListener("abort", aborted);
      }
    },
  };
}

function readValue<T>(schema: z.ZodType<T>, text: string | null): T | null {
  return text === null || text === "" ? null : schema.parse(JSON.parse(text));
}
