import { type BuildId, type BuildState, SluiceError, type ToolName } from "@sluice/contract";
import { sql } from "kysely";
import type { Enqueued } from "../../core/ports/push-store.ts";
import type { BuildRow, BuildStore, NewBuild } from "../../core/ports/store.ts";
import { findBuild } from "./builds.ts";
import { exclusively } from "./lock.ts";
import { toBuild } from "./rows.ts";
import type { Db, Dialect } from "./schema.ts";

/** The front half of the queue: what goes in, and what leaves it before anybody began it. */
export function queueStore(db: Db, dialect: Dialect): Pick<BuildStore, "enqueue" | "cancel"> {
  return {
    enqueue: (build, at) => exclusively(db, dialect, "queue", (trx) => putInQueue(trx, build, at, null)),
    cancel: (id, at) =>
      exclusively(db, dialect, "queue", async (trx) => {
        const cancelled = await trx
          .updateTable("builds")
          .set({
            state: "cancelled",
            cancel_requested: 1,
            ended: at,
            reason: "It was cancelled while it waited.",
          })
          .where("id", "=", id)
          .where("state", "=", "queued")
          .returning("tool")
          .executeTakeFirst();
        if (cancelled) await setNextBuild(trx, cancelled.tool);
        else await requestCancel(trx, id);
        return findBuild(trx, id);
      }),
  };
}

/** One build into the queue, of a push when one is given; part of a transaction that holds the queue's lock. */
export async function putInQueue(trx: Db, build: NewBuild, at: string, push: number | null): Promise<Enqueued> {
  const same = await findSame(trx, build);
  if (same) {
    // what was pushed in between waits no more: this commit is the newest again
    const superseded = build.latestWins ? await supersede(trx, same, at, ">") : [];
    if (superseded.length > 0) await setNextBuild(trx, build.tool);
    return { build: push === null ? same : await takeInto(trx, same, push), isNew: false, superseded };
  }
  const added = await addBuild(trx, build, at, push);
  const superseded = build.latestWins ? await supersede(trx, added, at, "<") : [];
  await setNextBuild(trx, build.tool);
  return { build: added, isNew: true, superseded };
}

/** The newest push decides over its ref. */
async function takeInto(trx: Db, { id }: BuildRow, push: number): Promise<BuildRow> {
  return toBuild(await trx.updateTable("builds").set({ push }).where("id", "=", id).returningAll().executeTakeFirstOrThrow());
}

/** Writes down which of a tool's queued builds is the oldest; part of every change to its queue. */
export async function setNextBuild(trx: Db, tool: ToolName): Promise<void> {
  await trx
    .updateTable("tools")
    .set((eb) => ({
      next_build: eb
        .selectFrom("builds")
        .select((inner) => inner.fn.min("id").as("id"))
        .where("tool", "=", tool)
        // A literal, as only then the planner may use the index of queued builds.
        .where("state", "=", sql.lit<BuildState>("queued")),
    }))
    .where("name", "=", tool)
    .execute();
}

async function findSame(trx: Db, build: NewBuild): Promise<BuildRow | null> {
  const row = await trx
    .selectFrom("builds")
    .selectAll()
    .where("tool", "=", build.tool)
    .where("state", "in", [sql.lit<BuildState>("queued"), sql.lit<BuildState>("running")])
    .where("source", "=", build.source ?? build.tool)
    .where("pipeline", "=", build.pipeline)
    .where("commit_hash", "=", build.commit)
    .where("push_key", "=", build.key)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ? toBuild(row) : null;
}

async function addBuild(trx: Db, build: NewBuild, at: string, push: number | null): Promise<BuildRow> {
  const tool = await trx.selectFrom("tools").select("name").where("name", "=", build.tool).executeTakeFirst();
  if (!tool) throw new SluiceError("not-found", `There is no tool "${build.tool}" to build.`);
  const row = await trx
    .insertInto("builds")
    .values({
      tool: build.tool,
      source: build.source ?? build.tool,
      push,
      pipeline: build.pipeline,
      commit_hash: build.commit,
      subject: build.subject,
      author: build.author,
      cause: build.cause,
      push_key: build.key,
      branch: build.branch,
      branch_from: build.branchFrom,
      preview: build.preview ?? null,
      upload: build.upload === undefined || build.upload === null ? null : JSON.stringify(build.upload),
      state: "queued",
      steps: "[]",
      queued: at,
      cancel_requested: 0,
      attempts: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toBuild(row);
}

/**
 * Ends the queued builds for the same target, older or newer ones, that `by` makes needless. Running ones go on. An upload takes no pushed
 * commit's place, whose branch would then not move.
 */
async function supersede(trx: Db, by: BuildRow, at: string, which: "<" | ">"): Promise<readonly BuildId[]> {
  let queued = trx
    .updateTable("builds")
    .set({
      state: "superseded",
      ended: at,
      reason: `Build ${by.id}, of a newer push, took its place.`,
    })
    .where("tool", "=", by.tool)
    .where("state", "=", sql.lit<BuildState>("queued"))
    .where("source", "=", by.source)
    .where("pipeline", "=", by.pipeline)
    .where("preview", by.preview === null ? "is" : "=", by.preview)
    .where("id", which, by.id);
  if (by.upload !== null && by.preview === null) queued = queued.where("upload", "is not", null);
  const rows = await queued.returning("id").execute();
  return rows.map((row) => row.id).toSorted((a, b) => a - b);
}

async function requestCancel(trx: Db, id: BuildId): Promise<void> {
  await trx.updateTable("builds").set({ cancel_requested: 1 }).where("id", "=", id).where("state", "=", "running").execute();
}
