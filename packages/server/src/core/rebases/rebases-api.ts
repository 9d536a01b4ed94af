import {
  Moment,
  SluiceError,
  type NewRebase,
  type Rebase,
  type RebaseId,
  type RebasePlan,
  type RebaseWithTools,
  type Release,
  type ToolName,
  type ToolPackages,
  type UserName,
} from "@sluice/contract";
import type { PackageStore } from "../ports/package-store.ts";
import type { RebaseStore } from "../ports/rebase-store.ts";
import { presentFile } from "../releases/change-release.ts";
import { stopRebase } from "./carry-rebase.ts";
import { planRebase } from "./plan-rebase.ts";
import { type RebaseDependencies, rebaseTool } from "./rebase-tool.ts";

export interface RebasesApi {
  /** The packages under what a tool should run. */
  packages(tool: ToolName): Promise<ToolPackages>;
  /** Null when it stands on the newest base. */
  tool(tool: ToolName, by: UserName): Promise<Release | null>;
  plan(): Promise<readonly RebasePlan[]>;
  list(): Promise<readonly Rebase[]>;
  create(wish: NewRebase, by: UserName): Promise<Rebase>;
  show(id: RebaseId): Promise<RebaseWithTools>;
  stop(id: RebaseId, by: UserName): Promise<RebaseWithTools>;
}

export interface RebasesApiDependencies extends RebaseDependencies {
  readonly packageSets: Pick<PackageStore, "packageSet" | "packageSets">;
  readonly rebases: RebaseStore;
  /** A rebase waits to be carried. */
  readonly wake: () => void;
}

const listed = 50;

export function rebasesApi(deps: RebasesApiDependencies): RebasesApi {
  const { rebases, packageSets, rebaser, control, clock } = deps;
  const plan = () => planRebase({ control, rebaser, store: packageSets });
  const show = async (id: RebaseId): Promise<RebaseWithTools> => {
    const rebase = await rebases.rebase(id);
    if (rebase === null) throw new SluiceError("not-found", `There is no rebase ${id}.`);
    return { ...rebase, tools: [...(await rebases.rebaseTools(id))] };
  };
  return {
    async packages(tool) {
      const on = await rebaser.standsOn((await presentFile(deps, tool)).image);
      const set = on === null ? null : await packageSets.packageSet(on.set);
      if (on === null || set === null)
        throw new SluiceError("not-found", `What ${tool} runs was not built here, or before packages were recorded.`);
      return {
        tool,
        base: set.base,
        packages: set.packages.map((name) => ({ name, version: set.versions?.[name.replace(/\/.*/, "")] ?? null })),
        baked: Moment.parse(set.baked),
        fresh: (await rebaser.newest(on.set)) === on.runImage,
      };
    },
    async tool(tool, by) {
      const done = await rebaseTool(deps, { tool, by, body: "sluice rebase" });
      if (done.kind === "refused") throw new SluiceError("wrong-state", `${tool} cannot be rebased: ${done.reason}.`);
      return done.kind === "fresh" ? null : done.release;
    },
    plan,
    list: () => rebases.rebases(listed),
    async create({ wave, failures }, by) {
      const tools = (await plan()).map(({ tool }) => tool);
      const rebase = await rebases.addRebase({ by, wave, failures, created: Moment.parse(clock.now()), tools });
      if (rebase === null) throw new SluiceError("wrong-state", "A rebase goes on already: see sluice rebases list.");
      deps.wake();
      return rebase;
    },
    show,
    async stop(id, by) {
      const { state } = await show(id);
      if (state !== "running") throw new SluiceError("wrong-state", `Rebase ${id} has ended already.`);
      await stopRebase(rebases, id, by);
      return show(id);
    },
  };
}
