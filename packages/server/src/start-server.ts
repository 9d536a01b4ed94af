import { chmod, rename, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Check, ToolName } from "@sluice/contract";
import { systemClock, systemRandom } from "./adapters/clock-system/clock.ts";
import { openControlGit } from "./adapters/control-git/index.ts";
import { fileLogs } from "./adapters/logs-files/file-logs.ts";
import { netProber } from "./adapters/prober-net/net-prober.ts";
import { openGitServer } from "./adapters/sources-git/http-backend.ts";
import { openGitSources } from "./adapters/sources-git/sources.ts";
import { openStore } from "./adapters/store-sql/open.ts";
import { makeBaseImages } from "./base-images.ts";
import { checkDisk } from "./checks/disk-check.ts";
import { checkEngine } from "./checks/engine-check.ts";
import { checkPart } from "./checks/part-check.ts";
import type { Values } from "./config/options.ts";
import { ensureFirstAdmin } from "./core/access/first-admin.ts";
import { cancelBuild } from "./core/builds/cancel-build.ts";
import { closeLogs } from "./core/builds/close-logs.ts";
import { deployThrough } from "./core/builds/deploy.ts";
import { startWorker } from "./core/builds/work.ts";
import { createReconciler } from "./core/reconcile/reconciler.ts";
import { removeRelease } from "./core/releases/make-release.ts";
import { openDataDirectory } from "./data-directory/open.ts";
import { createHttp } from "./http/create-http.ts";
import { loadLanguages } from "./load-languages.ts";
import { createLogger } from "./logger.ts";
import { startParts } from "./start-parts.ts";
import { stopProcesses } from "./stop-processes.ts";
import { toolStatus } from "./tool-status.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
}

const languagesDirectory = join(import.meta.dirname, "..", "..", "..", "languages");

/** Builds everything in reading order: directory, store, parts, core, HTTP. Disposing ends it in the other order. */
export async function startServer(values: Values): Promise<Server> {
  await using ends = new AsyncDisposableStack();
  const log = createLogger(values["log-level"]);
  const onProblem = (what: string, error: unknown): void => log.error({ err: error }, what);
  const clock = systemClock;

  const data = ends.use(await openDataDirectory(values.data));
  const store = await openStore(
    values.database === "sqlite"
      ? { kind: "sqlite", file: join(data.path, "store", "sluice.db") }
      : { kind: "postgres", url: values.database },
  );
  ends.defer(() => store.close());
  await ensureFirstAdmin({ store, clock, random: systemRandom, keep: (value) => keepToken(join(data.path, "admin-token"), value) });
  const languages = await loadLanguages(languagesDirectory);
  const sources = await openGitSources(join(data.path, "sources"));
  const logs = fileLogs(join(data.path, "logs"));
  const control = await openControlGit({ directory: join(data.path, "control.git"), clock });
  ends.defer(() => control.close());

  const { router, registry, engine, runtime } = await startParts(values, data, languages, log);
  const stops = values["on-exit"] === "stop";
  ends.defer(() => (stops ? router[Symbol.asyncDispose]() : router.detach()));
  ends.defer(() => (stops ? registry[Symbol.asyncDispose]() : registry.detach()));
  ends.defer(() => (stops ? stopProcesses(runtime) : Promise.resolve()));
  ends.defer(() => engine.tidied());

  const host = (tool: ToolName): string => `${tool}.${values.domain}`;
  const stopping = new AbortController();
  const reconciler = createReconciler({
    control,
    runtime,
    router,
    prober: netProber(),
    store,
    logs,
    clock,
    host,
    environment: async () => ({}),
    options: { deploySeconds: values["deploy-seconds"], drainSeconds: values["drain-seconds"], parallel: Math.max(2, cpus().length) },
    onProblem: ({ tool, error }) => onProblem(`reconciling ${tool ?? "all tools"}`, error),
  });
  const reconciling = reconciler.start(stopping.signal);
  ends.defer(async () => {
    stopping.abort();
    await reconciling;
  });

  await engine.removeOrphans();
  await closeLogs(store, logs);
  const holder = `${data.installation}-${systemRandom.hex(4)}`;
  // The data directory is locked: with a store of its own, whoever held a lease before is dead.
  if (values.database === "sqlite") await store.releaseLeases(holder);
  const pause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal }).catch(() => undefined);
  const baseImages = makeBaseImages(
    engine.images,
    languages,
    (ms) => pause(ms, stopping.signal),
    stopping.signal,
    (error) => onProblem("making base images", error),
  );
  const worker = startWorker(
    {
      store,
      engine,
      sources,
      logs,
      clock,
      pause,
      languages: () => languages,
      deploy: deployThrough({ store, control, clock }, reconciler),
      url: (tool) => urlOf(tool),
      limits: {
        cpus: values["build-cpus"],
        memoryMiB: values["build-memory"],
        pids: values["build-pids"],
        seconds: values["build-seconds"],
        diskMiB: values["build-disk"],
      },
      platformTries: 3,
    },
    { holder, concurrency: values["build-concurrency"], leaseMs: 15_000, idleMs: 2000, onProblem },
  );
  ends.defer(() => worker.stop());

  const base = `http://${values.listen.host}:${values.listen.port}`;
  const urlOf = (tool: ToolName): string =>
    `http://${host(tool)}${values["router-listen"].port === 80 ? "" : `:${values["router-listen"].port}`}`;
  const required = async (): Promise<readonly Check[]> => [
    checkPart("registry", registry.program, registry.host),
    checkPart("router", router.program, `${values["router-listen"].host}:${values["router-listen"].port}`),
    ...(await checkEngine(values["docker-host"], clock.now)),
    await checkStore(store),
  ];
  const http = createHttp({
    store,
    clock,
    logs,
    sources,
    runtime,
    urlOf,
    onProblem,
    random: systemRandom,
    gitUrlOf: (tool) => `${base}/git/${tool}.git`,
    status: (tool) => toolStatus(store, reconciler, tool, urlOf(tool)),
    ready: required,
    doctor: async () => [...(await required()), await checkDisk(data.path), baseImages.check()],
    cancelBuild: (id) => cancelBuild({ store, logs, clock, worker }, id),
    removeRelease: (tool, user) => removeRelease({ control }, tool, user, `Deleted by ${user}.`),
    git: {
      server: await openGitServer({
        sources: join(data.path, "sources"),
        hooks: join(data.path, "hooks"),
        packMiB: values["push-max"],
        seconds: 600,
        failed: (error) => onProblem("serving git", error),
      }),
      fetches: 32,
      pushes: 256,
      push: {
        store,
        logs,
        sources,
        clock,
        pause,
        wake: () => worker.wake(),
        options: {
          releaseBranches: ["main", "master"],
          latestWins: values["latest-wins"],
          limits: {
            packMiB: values["push-max"],
            fileMiB: values["push-max-file"],
            files: values["push-max-files"],
            pathBytes: 1024,
            refs: 100,
          },
        },
      },
    },
  });
  ends.defer(() => http.close());
  await http.listen({ host: values.listen.host, port: values.listen.port });
  log.info({ url: base, data: data.path, installation: data.installation }, "ready");
  const all = ends.move();
  return { url: base, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function keepToken(file: string, value: string): Promise<void> {
  await writeFile(`${file}.new`, `${value}\n`, { mode: 0o600, flush: true });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

async function checkStore(store: { ping(): Promise<void> }): Promise<Check> {
  try {
    await store.ping();
    return { part: "store", state: "ok", found: "answers", todo: "" };
  } catch (error) {
    return {
      part: "store",
      state: "fail",
      found: error instanceof Error ? error.message : String(error),
      todo: "Start the database, or mend its address in --database.",
    };
  }
}
