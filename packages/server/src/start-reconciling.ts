import { cpus } from "node:os";
import { netProber } from "./adapters/prober-net/net-prober.ts";
import { planPromotion } from "./core/releases/planned-promotion.ts";
import { toolRouter } from "./core/components/component-router.ts";
import { adoptRelease } from "./core/control/adopt-release.ts";
import { releasePath } from "./core/control/release-files.ts";
import { explain, languagesOf } from "./core/languages/explain.ts";
import { createReconciler, type Reconciler } from "./core/reconcile/reconciler.ts";
import { processSettings } from "./core/settings/read-settings.ts";
import type { Signatures } from "./core/signatures/signatures-api.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

/** Makes the runtime match the control repository from now on. */
export function startReconciling(around: Surroundings, all: Data, { runtime, router }: Parts, signatures: Signatures): Reconciler {
  const { values, clock, ends, stopping } = around;
  const { store, logs, control } = all;
  const reconciler = createReconciler({
    control,
    runtime,
    router: toolRouter(router, control.components),
    store,
    logs,
    clock,
    prober: netProber(),
    host: around.hostOf,
    goesLive: (file) => planPromotion({ store, clock }, file, values["promote-seconds"]),
    adopt: async (file, commit) => {
      const adoption = await adoptRelease({ store, pushes: control.pushes, clock }, file, commit, releasePath(file.tool));
      return adoption.kind === "refused" ? adoption.problem : null;
    },
    options: {
      deploySeconds: values["deploy-seconds"],
      drainSeconds: values["drain-seconds"],
      drift: values.drift,
      patienceSeconds: values["patience-seconds"],
      parallel: Math.max(2, cpus().length),
    },
    unsigned: (file) => signatures.unsigned(file),
    environment: (file) => processSettings(all, file),
    explain: (lines, buildpacks) => explain(languagesOf(all.languages.last().languages, buildpacks), lines.join("\n")),
    onProblem: ({ tool, error }) => around.onProblem(`reconciling ${tool ?? "all tools"}`, error),
  });
  const reconciling = reconciler.start(stopping.signal);
  ends.defer(async () => {
    stopping.abort();
    await reconciling;
  });
  return reconciler;
}
