import { createHash } from "node:crypto";
import { type Moment, SluiceError, type ToolName } from "@sluice/contract";
import type { Clock } from "../../ports/clock.ts";
import type { HookStore } from "../../ports/hook-store.ts";
import type { SourceStore } from "../../ports/source-store.ts";
import { aboutHook, type Vault } from "../../settings/vault.ts";
import { readEvent } from "./read-event.ts";
import type { ToldCommits } from "./told-commits.ts";
import { type HookRequest, verifyHook } from "./verify-hook.ts";

export interface HookDependencies {
  readonly store: Pick<HookStore, "hook" | "takeDelivery"> & Pick<SourceStore, "source">;
  readonly vault: Pick<Vault, "open">;
  readonly clock: Clock;
  readonly told: Pick<ToldCommits, "tell">;
  /** Lets whoever watches sources look at once; called after what came is durable. */
  readonly wake: () => void;
}

/** `queued`: the repository is looked at, `known`: it came before or its commit is known, `ignored`: it is about something else. */
export interface HookAnswer {
  readonly state: "queued" | "known" | "ignored";
  readonly reason: string;
}

/** Takes a webhook. What it says is a hint: the repository is read before anything is built. Nothing is parsed before its signature is good. */
export async function receiveHook(deps: HookDependencies, tool: ToolName, id: string, request: HookRequest): Promise<HookAnswer> {
  const { store, vault, clock } = deps;
  const hook = await store.hook(id);
  if (hook?.tool !== tool) throw new SluiceError("not-found", "There is no such webhook: it was replaced or removed.");
  const secret = await vault.open(aboutHook(id), hook.sealed);
  const now = clock.now() as Moment;
  if (!verifyHook(hook.forge, request, secret, Date.parse(now))) {
    throw new SluiceError(
      "not-signed-in",
      `The signature is missing or wrong, or its time is too far from ours. This address expects ${hook.forge}.`,
    );
  }
  const source = await store.source(tool);
  if (source === null) throw new SluiceError("wrong-state", `${tool} is built from pushes only.`);
  const { delivery, branches, review } = readEvent(hook.forge, request);
  if (review && source.previews === "none") return { state: "ignored", reason: "pull requests get no previews" };
  const ours = branches?.filter(({ branch }) => branch === source.branch) ?? [];
  if (branches !== null && !review) {
    if (ours.length === 0) return { state: "ignored", reason: `only ${source.branch} is built` };
    if (ours.every(({ commit }) => commit !== null && commit === source.commit))
      return { state: "known", reason: "its commit was fetched already" };
  }
  const name = delivery ?? `sha256 ${createHash("sha256").update(request.body).digest("hex")}`;
  if (!(await store.takeDelivery(hook, name, now))) return { state: "known", reason: "it came already" };
  const commit = ours.at(-1)?.commit ?? null;
  if (commit !== null) deps.told.tell(tool, commit);
  deps.wake();
  return { state: "queued", reason: "the repository is looked at" };
}
