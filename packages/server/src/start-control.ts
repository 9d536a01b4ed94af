import { SluiceError, type Check, type ComponentStatus, type ControlStatus } from "@sluice/contract";
import { openGitServer } from "./adapters/sources-git/http-backend.ts";
import type { ControlDependencies } from "./http/control-dependencies.ts";
import { imageUse } from "./core/pruning/use-image.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";
import { join } from "node:path";

/** Files of a control repository are small: a larger push is a mistake. */
const packMiB = 16;

/** The control repository for people: served, checked, and kept like its remote when it has one. */
export async function startControl(
  around: Surroundings,
  { data, store, control, languages, keptOfComponents }: Data,
  { registry }: Parts,
  components: () => Promise<ComponentStatus[]>,
): Promise<ControlDependencies> {
  const { values, clock, pause, stopping, onProblem, ends } = around;
  const { pushes, remote } = control;
  if (remote !== null) {
    const following = follow();
    ends.defer(async () => {
      stopping.abort();
      await following;
    });
  }
  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(values["control-interval"] * 1000, stopping.signal);
      if (stopping.signal.aborted) return;
      await control.remote?.fetch().catch((error: unknown) => onProblem("following the remote control repository", error));
    }
  }
  return {
    git: {
      server: await openGitServer({
        root: data.path,
        hooks: join(data.path, "hooks"),
        packMiB,
        seconds: 120,
        failed: (error) => onProblem("serving the control repository", error),
      }),
      repository: "control.git",
      push: {
        store,
        registry,
        images: imageUse({ store, clock, installation: data.installation }),
        pushes,
        languages,
        clock,
        domain: values.domain,
        remote: remote?.state().url ?? null,
      },
    },
    async status(): Promise<ControlStatus> {
      const head = await pushes.head();
      const entries = head === null ? [] : await control.readAll(head);
      return {
        git: `${around.base}/git/-/control.git`,
        head,
        remote: remote?.state() ?? null,
        broken: entries.flatMap((entry) => (entry.kind === "broken" ? [{ tool: entry.tool, problem: entry.problem }] : [])),
      };
    },
    async fetch() {
      if (remote === null) throw new SluiceError("wrong-state", "The control repository has no remote: people push to it here.");
      await remote.fetch();
    },
    components,
    kept: keptOfComponents,
  };
}

/** What doctor says of the remote. */
export function checkControl({ control }: Pick<Data, "control">): readonly Check[] {
  if (control.remote === null) return [];
  const { url, state, reason } = control.remote.state();
  const part = "control remote";
  if (state === "synced") return [{ part, state: "ok", found: url, todo: "" }];
  const todo = state === "lost" ? "New deployments wait until it answers; what runs goes on." : "Mend it there; new deployments wait.";
  return [{ part, state: "warn", found: `${url}: ${reason}`, todo }];
}
