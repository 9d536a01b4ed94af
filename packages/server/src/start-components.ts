import type { ComponentStatus } from "@sluice/contract";
import { netProber } from "./adapters/prober-net/net-prober.ts";
import { componentRouter, placeholderHost } from "./core/components/component-router.ts";
import { componentLogs, componentStore } from "./core/components/component-store.ts";
import type { Router } from "./core/ports/router.ts";
import type { Runtime } from "./core/ports/runtime.ts";
import type { ReleaseStore } from "./core/ports/store.ts";
import type { ReconcileDependencies } from "./core/reconcile/dependencies.ts";
import { createReconciler } from "./core/reconcile/reconciler.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

type Needs = Pick<ReconcileDependencies, "logs" | "clock" | "options" | "onProblem"> & {
  readonly store: Pick<ReleaseStore, "value" | "putValue" | "claimValue" | "values">;
  readonly control: Pick<Data["control"], "components">;
  readonly parts: { readonly router: Router; readonly components: Runtime };
  readonly domain: string;
};

/** What the reconciler is given so that it looks after components as it does after tools. */
export function componentDependencies({ control, parts, store, logs, domain, ...rest }: Needs): ReconcileDependencies {
  const { components } = control;
  return {
    ...rest,
    control: components.control,
    runtime: parts.components,
    router: componentRouter(parts.router, components, domain),
    store: componentStore(store),
    logs: componentLogs(logs),
    prober: netProber(),
    explain: () => [],
    host: placeholderHost,
    environment: async ({ tool }) => ({ env: (await components.file(tool))?.environment ?? {}, files: [] }),
  };
}

/** Makes what runs of components match the control repository. Gives their list for a person. */
export function startComponents(around: Surroundings, { store, logs, control }: Data, parts: Parts): () => Promise<ComponentStatus[]> {
  const { values, clock, ends, stopping } = around;
  const reconciler = createReconciler(
    componentDependencies({
      control,
      parts,
      store,
      logs,
      clock,
      domain: values.domain,
      options: {
        deploySeconds: values["deploy-seconds"],
        drainSeconds: values["drain-seconds"],
        patienceSeconds: values["patience-seconds"],
        parallel: 2,
      },
      onProblem: ({ tool, error }) => around.onProblem(`reconciling ${tool === null ? "components" : `the component ${tool}`}`, error),
    }),
  );
  const reconciling = reconciler.start(stopping.signal);
  ends.defer(async () => {
    stopping.abort();
    await reconciling;
  });
  return async () => {
    const { components } = control;
    const head = await components.control.head();
    const entries = head === null ? [] : await components.control.readAll(head);
    return Promise.all(
      entries.map(async (entry): Promise<ComponentStatus> => {
        const file = entry.kind === "release" ? await components.file(entry.tool) : null;
        const broken = entry.kind === "broken" ? { state: "stalled" as const, reason: entry.problem } : null;
        return {
          name: entry.tool,
          release: file?.release ?? null,
          image: file?.image ?? null,
          host: file?.host ?? null,
          processes: [...(await reconciler.processStatus(entry.tool))],
          condition: broken ?? reconciler.condition(entry.tool),
        };
      }),
    );
  };
}
