import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { SluiceError, ToolName, UserName } from "@sluice/contract";
import type { BuildState, Fault, LogLine, Me, ReleaseNumber } from "@sluice/contract";
import Fastify from "fastify";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";
import { openGitServer } from "../../src/adapters/sources-git/http-backend.ts";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { whyNotDeploy, whyUserMayNotDeploy } from "../../src/core/access/may-deploy.ts";
import { settlePush } from "../../src/core/pipelines/settle-push.ts";
import type { Sources } from "../../src/core/ports/sources.ts";
import type { BuildRow, Store } from "../../src/core/ports/store.ts";
import { previewWishes } from "../fixtures/preview-wishes.ts";
import { defaultSourceLimits } from "../../src/core/sources/limits.ts";
import type { SourceLimits } from "../../src/core/sources/limits.ts";
import type { PushDeps } from "../../src/core/sources/push-deps.ts";
import type { GitAccess } from "../../src/http/git/git-access.ts";
import { gitRoutes } from "../../src/http/git/git-routes.ts";

/** A build that the test plays. */
export interface PlayedBuild {
  readonly row: BuildRow;
  say(step: string, text: string, stream?: LogLine["stream"]): Promise<void>;
  /** Ends it; a success moves the branch first, as the real worker does. */
  end(
    state: Extract<BuildState, "succeeded" | "failed" | "cancelled">,
    fault?: Fault,
    steps?: readonly string[],
    release?: ReleaseNumber,
  ): Promise<void>;
}

export interface Platform extends AsyncDisposable {
  readonly directory: string;
  readonly store: Store;
  readonly sources: Sources;
  readonly port: number;
  readonly errors: unknown[];
  readonly push: PushDeps;
  url(tool: string, token: string): string;
  /** Claims the next build within 30 s. */
  takeBuild(): Promise<PlayedBuild>;
  stop(): Promise<void>;
}

export const tokens: Readonly<Record<string, Me>> = {
  "ada-all": me("ada", "all"),
  "ada-read": me("ada", "read"),
  "ada-push": me("ada", "tool:push", "shop"),
  "bob-all": me("bob", "all"),
};

function me(user: string, scope: Me["scope"], tool?: string): Me {
  return {
    user: UserName.parse(user),
    admin: false,
    scope,
    tool: tool === undefined ? null : ToolName.parse(tool),
  };
}

export async function startPlatform(limits: Partial<SourceLimits> = {}, latestWins = false): Promise<Platform> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-platform-"));
  const all = { ...defaultSourceLimits, ...limits };
  const errors: unknown[] = [];
  const store = await openStore({ kind: "sqlite", file: join(directory, "store", "sluice.db") });
  const logs = fileLogs(join(directory, "logs"));
  const sources = await openGitSources(join(directory, "sources"));
  const server = await openGitServer({
    root: join(directory, "sources"),
    hooks: join(directory, "hooks"),
    packMiB: all.packMiB,
    seconds: 60,
    takesOptions: true,
    failed: (error) => errors.push(error),
  });
  const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
  const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined);
  const push: PushDeps = {
    store,
    logs,
    sources,
    clock,
    pause,
    wake: () => undefined,
    wishPreview: previewWishes(store, clock),
    whyNotDeploy: (principal, tool) => whyNotDeploy(store, principal, tool),
    whyUserMayNotDeploy: (user, tool) => whyUserMayNotDeploy(store, user, tool),
    expect: () => undefined,
    options: { releaseBranches: ["main", "master"], latestWins, limits: all },
  };
  const app = Fastify({ forceCloseConnections: false });
  await app.register(gitRoutes, {
    access: accessOf(store, sources),
    server,
    fetches: 8,
    pushes: 8,
    held: async () => null,
    push,
  });
  for (const name of ["ada", "bob"]) await store.putUser({ name: UserName.parse(name), admin: false });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { port: number };
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= app.close());

  async function takeBuild(): Promise<PlayedBuild> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const lease = await store.claim("test", clock.now(), 60_000, 4);
      if (lease !== null) return play(lease.build);
      if (Date.now() > deadline) throw new Error("no build to claim within 30 s");
      await wait(5);
    }
  }
  function play(row: BuildRow): PlayedBuild {
    const log = `build-${row.id}`;
    return {
      row,
      say: (step, text, stream = "sluice") => logs.append(log, [{ at: clock.now() as LogLine["at"], stream, step, text }]),
      end: async (state, fault, steps = [], release) => {
        if (state === "succeeded" && row.branch !== "")
          await sources.moveBranch(row.tool, row.branch, (await sources.branch(row.tool, row.branch)) ?? "0".repeat(40), row.commit);
        if (state === "succeeded" && row.push !== null) {
          await store.progress(row.id, "test", { done: true });
          await settlePush({ store, sources }, (await store.build(row.id))?.push ?? row.push);
        }
        await store.finish(
          row.id,
          "test",
          {
            state,
            fault: fault ?? null,
            reason: null,
            image: null,
            release: release ?? null,
            steps: steps.map((step) => ({ step, ms: 1 })),
          },
          clock.now(),
        );
        await logs.complete(log);
      },
    };
  }
  return {
    directory,
    store,
    sources,
    port,
    errors,
    push,
    takeBuild,
    stop,
    url: (tool, token) => `http://x:${token}@127.0.0.1:${port}/git/${tool}.git`,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function accessOf(store: Store, sources: Sources): GitAccess {
  const fits = (principal: Me, tool: ToolName): boolean => principal.tool === null || principal.tool === tool;
  return {
    authenticate: async (token) => tokens[token] ?? null,
    mayRead: async (principal, tool) => fits(principal, tool) && (await store.role(tool, principal.user)) !== null,
    mayPush: async (principal, tool) =>
      fits(principal, tool) && principal.scope !== "read" && (await store.role(tool, principal.user)) === "maintainer",
    ensureTool: async (principal, tool) => {
      if ((await store.tool(tool)) !== null) return;
      if (principal.scope !== "all") throw new SluiceError("not-allowed", `This token may not create the tool ${tool}.`);
      await store.createTool({ name: tool, created: new Date().toISOString() as never, createdBy: principal.user }, principal.user);
      await sources.create(tool);
    },
  };
}
