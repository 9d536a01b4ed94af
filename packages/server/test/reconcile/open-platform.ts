import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BuildId,
  CommitHash,
  Digest,
  Moment,
  ReleaseFile,
  type DriftPolicy,
  type ReleaseNumber,
  type ToolName,
  UserName,
} from "@sluice/contract";
import { openControlGit } from "../../src/adapters/control-git/index.ts";
import { netProber } from "../../src/adapters/prober-net/net-prober.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { adoptRelease } from "../../src/core/control/adopt-release.ts";
import { releasePath } from "../../src/core/control/release-files.ts";
import type { Runtime } from "../../src/core/ports/runtime.ts";
import type { Logs } from "../../src/core/ports/logs.ts";
import { createReconciler, type Reconciler } from "../../src/core/reconcile/reconciler.ts";
import { openProxyRouter } from "../fakes/proxy-router.ts";
import type { TestEngine } from "../fixtures/test-engine.ts";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";

const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
export const ada = UserName.parse("ada");

export interface Platform extends AsyncDisposable {
  readonly control: Awaited<ReturnType<typeof openControlGit>>;
  readonly store: Awaited<ReturnType<typeof openStore>>;
  readonly router: Awaited<ReturnType<typeof openProxyRouter>>;
  readonly problems: unknown[];
  reconciler(): Reconciler;
  /** Starts a reconciler, as a restart of the server does, with another deadline when given; ends the one before. */
  restart(deploySeconds?: number): Promise<void>;
  stop(): Promise<void>;
  create(tool: ToolName): Promise<void>;
  /** A release in the store and the control repository; the build's log is open. */
  release(tool: ToolName, command: string, more?: Partial<ReleaseFile["processes"]>, rest?: Partial<ReleaseFile>): Promise<ReleaseNumber>;
  settled(tool: ToolName, release: ReleaseNumber): Promise<"live" | "failed">;
  get(tool: ToolName): Promise<{ readonly status: number; readonly text: string }>;
  log(build: number): Promise<readonly string[]>;
}

export interface PlatformOptions {
  /** Releases that the store does not know get their row. */
  readonly adopts?: boolean;
  /** How long a fault of ours is met with new tries. */
  readonly patienceSeconds?: number;
  readonly drift?: DriftPolicy;
  /** Another runtime for each start. */
  readonly runtime?: () => Runtime;
}

/** The way from the control repository to an answer, on real parts. */
export async function openPlatform(engine: TestEngine, deploySeconds = 10, more: PlatformOptions = {}): Promise<Platform> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-reconcile-"));
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const store = await openStore({ kind: "sqlite", file: join(directory, "store", "sluice.db") });
  const router = await openProxyRouter();
  const logs: Logs = fileLogs(join(directory, "logs"));
  const problems: unknown[] = [];
  let running: { reconciler: Reconciler; abort: AbortController; done: Promise<void> } | null = null;

  const stop = async (): Promise<void> => {
    running?.abort.abort();
    await running?.done;
    running = null;
  };
  const adopt = async (file: ReleaseFile, commit: string): Promise<string | null> => {
    const adoption = await adoptRelease({ store, pushes: control.pushes, clock }, file, commit, releasePath(file.tool));
    return adoption.kind === "refused" ? adoption.problem : null;
  };
  const current = (): Reconciler => {
    if (running === null) throw new Error("no reconciler runs");
    return running.reconciler;
  };
  return {
    control,
    store,
    router,
    problems,
    stop,
    reconciler: current,
    async restart(seconds = deploySeconds) {
      await stop();
      const reconciler = createReconciler({
        control,
        store,
        router,
        logs,
        clock,
        runtime: more.runtime?.() ?? engine.runtime,
        prober: netProber(),
        environment: () => Promise.resolve({ env: {}, files: [] }),
        host: (tool) => `${tool}.localhost`,
        explain: () => [],
        options: {
          deploySeconds: seconds,
          drainSeconds: 5,
          patienceSeconds: more.patienceSeconds ?? 600,
          parallel: 4,
          drift: more.drift ?? "heal",
        },
        ...(more.adopts === true ? { adopt } : {}),
        onProblem: ({ error }) => void problems.push(error),
      });
      const abort = new AbortController();
      running = { reconciler, abort, done: reconciler.start(abort.signal) };
    },
    async create(tool) {
      await store.putUser({ name: ada, admin: false });
      await store.createTool({ name: tool, created: Moment.parse(clock.now()), createdBy: ada }, ada);
    },
    async release(tool, command, more = {}, rest = {}) {
      const at = clock.now();
      const commit = CommitHash.parse("b".repeat(40));
      const { build } = await store.enqueue(
        {
          tool,
          pipeline: "main",
          commit,
          subject: "s",
          author: ada,
          cause: "push",
          latestWins: false,
          key: `${at}${Math.random()}`,
          branch: "main",
          branchFrom: "0".repeat(40),
        },
        at,
      );
      await logs.append(`build-${build.id}`, [{ at: Moment.parse(at), stream: "sluice", step: "release", text: "released" }]);
      const { number } = await store.addRelease({
        tool,
        build: BuildId.parse(build.id),
        commit,
        subject: "s",
        author: ada,
        cause: "push",
        settings: 0,
        image: Digest.parse(`sha256:${"a".repeat(64)}`),
        created: Moment.parse(at),
      });
      const file = ReleaseFile.parse({
        tool,
        release: number,
        image: engine.image,
        commit,
        pipeline: "main",
        build: build.id,
        settings: 0,
        processes: { web: { command, port: 8000, memory: "64Mi" }, ...more },
        ...rest,
      });
      await control.commit(tool, file, {
        author: { name: "ada", email: "ada@localhost" },
        subject: `Deploy ${tool} v${number}`,
        body: "",
        trailers: {},
      });
      return number;
    },
    settled: (tool, release) => current().settled(tool, release, AbortSignal.timeout(40_000)),
    get: (tool) =>
      new Promise((resolve, reject) => {
        request(
          {
            port: router.port,
            host: "127.0.0.1",
            headers: { host: `${tool}.localhost` },
            agent: false,
          },
          (answer) => {
            let text = "";
            answer.on("data", (part: Buffer) => (text += part.toString()));
            answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
          },
        )
          .on("error", reject)
          .end();
      }),
    async log(build) {
      const texts: string[] = [];
      const lines = logs.read(`build-${build}`, { from: 0, follow: false }, new AbortController().signal);
      for await (const line of lines) texts.push(line.text);
      return texts.slice(1);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await control.close();
      await store.close();
      await router[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
