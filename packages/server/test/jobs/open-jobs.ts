import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, Digest, Moment, ReleaseFile, ToolName, UserName } from "@sluice/contract";
import { openControlGit } from "../../src/adapters/control-git/index.ts";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Logs } from "../../src/core/ports/logs.ts";

export const foo = ToolName.parse("foo");
export const ada = UserName.parse("ada");
const commit = CommitHash.parse("b".repeat(40));

/** A clock that stands still until it is moved; or one that goes, and can be moved. */
export interface MovedClock {
  now(): string;
  monotonic(): number;
  set(at: string): void;
  move(ms: number): void;
}

export function stillClock(begin: string): MovedClock {
  let time = Date.parse(begin);
  return {
    now: () => new Date(time).toISOString(),
    monotonic: () => time,
    set: (at) => void (time = Date.parse(at)),
    move: (ms) => void (time += ms),
  };
}

export function goingClock(): MovedClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead).toISOString(),
    monotonic: () => performance.now(),
    set: (at) => void (ahead = Date.parse(at) - Date.now()),
    move: (ms) => void (ahead += ms),
  };
}

export interface JobsPlace extends AsyncDisposable {
  readonly store: Store;
  readonly control: Awaited<ReturnType<typeof openControlGit>>;
  readonly logs: Logs;
  /** Commits a release with these jobs and makes it live, or leaves it on its way. */
  release(jobs: Readonly<Record<string, object>>, how?: "live" | "deploying"): Promise<void>;
  goLive(number: number): Promise<void>;
  text(log: string): Promise<readonly string[]>;
}

/** A store, a control repository and logs with one tool, on real files. */
export async function openJobs(clock: MovedClock, image = `registry/foo@sha256:${"a".repeat(64)}`): Promise<JobsPlace> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-jobs-"));
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const store = await openStore({ kind: "sqlite", file: join(directory, "store", "sluice.db") });
  const logs = fileLogs(join(directory, "logs"));
  await store.createTool({ name: foo, created: Moment.parse(clock.now()), createdBy: ada }, ada);
  const commits = new Map<number, string>();

  async function goLive(number: number): Promise<void> {
    const release = (await store.releases(foo, { limit: 50 })).find((one) => one.number === number);
    if (release === undefined) throw new Error(`there is no v${number}`);
    await store.setReleaseState(foo, release.number, { state: "live", live: clock.now(), control: commits.get(number) ?? "" });
  }
  return {
    store,
    control,
    logs,
    goLive,
    async release(jobs, how = "live") {
      const made = await store.addRelease({
        tool: foo,
        build: null,
        commit,
        subject: "s",
        author: ada,
        cause: "push",
        settings: 0,
        image: Digest.parse(`sha256:${"a".repeat(64)}`),
        created: Moment.parse(clock.now()),
      });
      const file = ReleaseFile.parse({
        tool: foo,
        release: made.number,
        image,
        commit,
        pipeline: "main",
        build: null,
        settings: 0,
        processes: {},
        jobs,
      });
      const message = { author: { name: "ada", email: "ada@localhost" }, subject: `v${made.number}`, body: "", trailers: {} };
      commits.set(made.number, await control.commit(foo, file, message));
      if (how === "live") await goLive(made.number);
    },
    async text(log) {
      const texts: string[] = [];
      for await (const line of logs.read(log, { from: 0, follow: false }, new AbortController().signal)) {
        texts.push(`${line.stream}: ${line.text}`);
      }
      return texts;
    },
    async [Symbol.asyncDispose]() {
      await control.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
