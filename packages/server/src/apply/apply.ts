import { cpus } from "node:os";
import { join } from "node:path";
import { SluiceError, type ToolName } from "@sluice/contract";
import { openControlDirectory } from "../adapters/control-directory/index.ts";
import { openControlGit } from "../adapters/control-git/index.ts";
import { fileLogs } from "../adapters/logs-files/file-logs.ts";
import { netProber } from "../adapters/prober-net/net-prober.ts";
import type { Values } from "../config/options.ts";
import type { Clock } from "../core/ports/clock.ts";
import type { Components } from "../core/ports/components.ts";
import type { Control } from "../core/ports/control.ts";
import type { ReconcileDependencies } from "../core/reconcile/dependencies.ts";
import { keepingRouter } from "../core/reconcile/keeping-router.ts";
import { splitControl } from "../core/embargoes/split-control.ts";
import { secretControl } from "../open-control.ts";
import { reconcileOnce, type PassResult } from "../core/reconcile/one-pass.ts";
import { openDataDirectory } from "../data-directory/open.ts";
import { componentDependencies } from "../start-components.ts";
import type { ApplyArguments } from "./arguments.ts";
import { settingsToRead } from "./settings-to-read.ts";
import { startRunningParts } from "./running-parts.ts";
import { tellingRouter, tellingRuntime } from "./telling.ts";

export interface Applied {
  readonly tools: readonly PassResult[];
  readonly components: readonly PassResult[];
}

/**
 * One pass of the reconciler with nothing but the engine and the router: no server, no builds, and of the database only
 * the settings, when they can be read. Components come first, as tools may need them.
 */
export async function apply(
  values: Values,
  { directory, remove }: Pick<ApplyArguments, "directory" | "remove">,
  clock: Clock,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Applied> {
  await using ends = new AsyncDisposableStack();
  const data = ends.use(await openDataDirectory(values.data));
  const open = await openWish(directory, join(data.path, "control.git"), clock, ends);
  const secret = await openControlGit({ directory: join(data.path, secretControl), clock });
  ends.defer(() => secret.close());
  const control = { ...open, ...splitControl(open, secret) };
  say(`control repository: ${directory ?? join(data.path, "control.git")}`);
  const parts = await startRunningParts(values, data, control.components, say);
  ends.defer(() => parts.detach());
  const shared = {
    clock,
    logs: fileLogs(join(data.path, "logs")),
    options: {
      deploySeconds: values["deploy-seconds"],
      drainSeconds: values["drain-seconds"],
      patienceSeconds: values["patience-seconds"],
      parallel: Math.max(2, cpus().length),
    },
    onProblem: ({ tool, error }: { tool: ToolName | null; error: unknown }) =>
      say(`${tool ?? "all"}: ${error instanceof Error ? error.message : String(error)}`),
  };
  const router = tellingRouter(keepingRouter(parts.router), say);
  const ofComponents: Omit<ReconcileDependencies, "store"> = componentDependencies({
    ...shared,
    control,
    parts: { router, components: tellingRuntime(parts.components, say) },
    store: {
      value: () => Promise.resolve(null),
      putValue: () => Promise.resolve(),
      claimValue: (_key, value) => Promise.resolve(value),
      values: () => Promise.resolve(new Map()),
    },
    domain: values.domain,
  });
  const components = await reconcileOnce(ofComponents, { remove }, signal);
  const tools = await reconcileOnce(
    {
      ...shared,
      control,
      router,
      runtime: tellingRuntime(parts.runtime, say),
      prober: netProber(),
      host: (tool) => `${tool}.${values.domain}`,
      environment: settingsToRead(values, data.path, ends, say),
      explain: () => [],
    },
    { remove },
    signal,
  );
  return { tools, components };
}

async function openWish(
  directory: string | null,
  own: string,
  clock: Clock,
  ends: AsyncDisposableStack,
): Promise<Control & { readonly components: Components }> {
  if (directory !== null) return openControlDirectory(directory);
  const control = await openControlGit({ directory: own, clock });
  ends.defer(() => control.close());
  if ((await control.head()) === null)
    throw new SluiceError("invalid-request", `${own} is empty: name a checkout of the control repository.`);
  return control;
}
