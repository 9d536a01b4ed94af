import {
  type CommitStatus,
  type Moment,
  type NewStatuses,
  SluiceError,
  type Statuses,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import type { Clock } from "../../ports/clock.ts";
import type { ForgeStatuses } from "../../ports/forge-statuses.ts";
import type { SourceStore } from "../../ports/source-store.ts";
import type { StatusStore } from "../../ports/status-store.ts";
import { aboutStatuses, type Vault } from "../../settings/vault.ts";

/** What people do with the statuses that a source's forge shows beside commits. */
export interface StatusActions {
  /** Null: the forge is told nothing. */
  show(tool: ToolName): Promise<Statuses | null>;
  /** Of commits, newest first. */
  list(tool: ToolName): Promise<readonly CommitStatus[]>;
  /** Has the forge told from now on, first of all what became of the newest commit. The forge is asked whether it takes the token. */
  set(tool: ToolName, wish: NewStatuses, by: UserName): Promise<Statuses>;
  remove(tool: ToolName): Promise<void>;
}

export interface StatusActionDependencies {
  readonly store: Pick<StatusStore, "statuses" | "commitStatuses" | "putStatuses" | "removeStatuses" | "watchStatus"> &
    Pick<SourceStore, "source">;
  readonly vault: Pick<Vault, "seal">;
  readonly forges: Pick<ForgeStatuses, "look">;
  readonly clock: Pick<Clock, "now">;
  /** Lets whoever tells forges look at once. */
  readonly wake: () => void;
}

const mostShown = 50;

export function statusActions({ store, vault, forges, clock, wake }: StatusActionDependencies): StatusActions {
  const show = async (tool: ToolName): Promise<Statuses | null> => store.statuses(tool);
  return {
    show,
    list: (tool) => store.commitStatuses(tool, mostShown),
    async set(tool, { forge, api, token, account = null, label }, by) {
      const source = await store.source(tool);
      if (source === null) {
        throw new SluiceError(
          "wrong-state",
          `${tool} is built from pushes only. Name its repository first: sluice source set URL -t ${tool}`,
        );
      }
      const { url, commit, build } = source;
      const voted = label === undefined ? usualLabel(forge) : label;
      const answer = await forges.look({ forge, url, api, token, account, label: voted });
      if (answer.kind === "refused") throw new SluiceError("invalid-request", `${answer.why}.`);
      const at = clock.now();
      await vault.seal(aboutStatuses(tool), token, (sealed) =>
        store.putStatuses({ tool, url, forge, api, account, label: voted, by, set: at as Moment, ...sealed }),
      );
      if (commit !== null && build !== null) await store.watchStatus({ tool, commit, preview: null }, { build }, at);
      wake();
      const row = await show(tool);
      if (row === null) throw new SluiceError("wrong-state", `The source of ${tool} was changed meanwhile. Try again.`);
      return row;
    },
    async remove(tool) {
      if (await store.removeStatuses(tool)) return;
      throw new SluiceError("wrong-state", `The forge of ${tool} is not told of its commits.`);
    },
  };
}

/** What CI systems vote with in Gerrit by custom (its config-labels.html, "Label: Verified"). */
function usualLabel(forge: NewStatuses["forge"]): string | null {
  return forge === "gerrit" ? "Verified" : null;
}
