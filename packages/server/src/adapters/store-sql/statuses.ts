import type { BuildState, Fault, PreviewName, StatusState } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { StatusesRow, StatusKey, StatusStore } from "../../core/ports/status-store.ts";
import type { Db, Tables } from "./schema.ts";

const lit = (state: BuildState) => sql.lit<BuildState>(state);

/** Builds of the same push, of which each is the commit's. */
const others = (state: ReturnType<typeof sql<boolean>>) =>
  sql<boolean>`exists (select 1 from builds as other where other.push = builds.push and ${state})`;

/** What is so, by the state of the build and of those of its push; a commit without one was refused. */
const stateSql = sql<StatusState>`case
  when builds.id is null then 'failure'
  when builds.state in (${lit("queued")}, ${lit("running")}) then 'pending'
  when ${others(sql<boolean>`other.state in (${lit("queued")}, ${lit("running")})`)} then 'pending'
  when builds.state = ${lit("failed")} or ${others(sql<boolean>`other.state = ${lit("failed")}`)} then 'failure'
  when builds.state = ${lit("succeeded")} and not ${others(sql<boolean>`other.state <> ${lit("succeeded")}`)} then 'success'
  else 'cancelled' end`;

const failedOther = (column: "fault" | "reason") =>
  sql<string | null>`(select other.${sql.ref(column)} from builds as other
    where other.push = builds.push and other.state = ${lit("failed")} order by other.id limit 1)`;

export function statusStore(db: Db): StatusStore {
  const of = ({ tool, commit, preview }: StatusKey) => ({ tool, commit_hash: commit, preview: preview ?? ("" as const) }) as const;
  return {
    async putStatuses({ tool, url, forge, api, account, label, key, sealed, by, set }) {
      const fresh = { told: null, problem: null, lacks: null };
      const row = { url, forge, api, account, label, key_id: key, sealed, user_name: by, created: set, ...fresh };
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto("statuses")
          .values({ tool, ...row })
          .onConflict((conflict) => conflict.column("tool").doUpdateSet(row))
          .execute();
        await trx.updateTable("commit_statuses").set({ tries: 0, next_try: set, problem: null }).where("tool", "=", tool).execute();
      });
    },
    async statuses(tool) {
      const row = await db.selectFrom("statuses").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row ? toStatuses(row) : null;
    },
    async removeStatuses(tool) {
      const { numDeletedRows } = await db.deleteFrom("statuses").where("tool", "=", tool).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    async watchStatus(key, told, at) {
      await db.transaction().execute(async (trx) => {
        const known = await trx.selectFrom("statuses").select("tool").where("tool", "=", key.tool).executeTakeFirst();
        if (known === undefined) return;
        const what = "build" in told ? { build: told.build, refusal: null } : { build: null, refusal: told.refusal };
        const fresh = { ...what, at, tries: 0, next_try: at, problem: null };
        await trx
          .insertInto("commit_statuses")
          .values({ ...of(key), ...fresh, told: null })
          .onConflict((conflict) =>
            conflict
              .columns(["tool", "commit_hash", "preview"])
              .doUpdateSet(fresh)
              // the same build again is nothing new
              .where((eb) =>
                eb.or([
                  sql<boolean>`commit_statuses.build is distinct from ${what.build}`,
                  sql<boolean>`commit_statuses.refusal is distinct from ${what.refusal}`,
                ]),
              ),
          )
          .execute();
      });
    },
    async dueStatuses(now, atMost) {
      const rows = await db
        .selectFrom("commit_statuses")
        .leftJoin("builds", "builds.id", "commit_statuses.build")
        .select(["commit_statuses.tool", "commit_statuses.commit_hash", "commit_statuses.preview", "commit_statuses.build"])
        .select(["commit_statuses.tries", "commit_statuses.next_try", "commit_statuses.refusal"])
        .select(sql<Fault | null>`coalesce(builds.fault, ${failedOther("fault")})`.as("fault"))
        .select(sql<string | null>`coalesce(builds.reason, ${failedOther("reason")})`.as("reason"))
        .select(stateSql.as("state"))
        .where("next_try", "<=", now)
        .where(sql<boolean>`commit_statuses.told is distinct from (${stateSql})`)
        // a build that was removed with others that are old: nobody waits for it
        .where((eb) => eb.or([eb("builds.id", "is not", null), eb("commit_statuses.refusal", "is not", null)]))
        .orderBy("next_try")
        .limit(atMost)
        .execute();
      return rows.map(({ tool, commit_hash: commit, preview, build, state, fault, reason, refusal, tries, next_try: next }) => {
        return { tool, commit, preview: toPreview(preview), build, state, fault, reason: refusal ?? reason, tries, next };
      });
    },
    async tryStatus(due, until) {
      const { numUpdatedRows } = await db
        .updateTable("commit_statuses")
        .set((eb) => ({ tries: eb("tries", "+", 1), next_try: until }))
        .where((eb) => eb.and(of(due)))
        .where("next_try", "=", due.next)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async putOffStatus(due, until) {
      await db
        .updateTable("commit_statuses")
        .set({ next_try: until })
        .where((eb) => eb.and(of(due)))
        .where("next_try", "=", due.next)
        .execute();
    },
    async noteStatus(due, outcome, at) {
      const [row, sum] =
        "told" in outcome
          ? [
              { told: outcome.told, at, tries: 0, next_try: at, problem: null },
              { told: at, problem: null, lacks: outcome.lacks ?? null },
            ]
          : [{ at, next_try: outcome.next, problem: outcome.problem }, { problem: outcome.problem }];
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable("commit_statuses")
          .set(row)
          .where((eb) => eb.and(of(due)))
          .where(sql<boolean>`build is not distinct from ${due.build}`)
          .execute();
        await trx.updateTable("statuses").set(sum).where("tool", "=", due.tool).execute();
      });
    },
    async commitStatuses(tool, atMost) {
      const rows = await db
        .selectFrom("commit_statuses")
        .selectAll()
        .where("tool", "=", tool)
        .orderBy("at", "desc")
        .limit(atMost)
        .execute();
      return rows.map(({ commit_hash: commit, build, told, at, problem, preview }) => ({
        commit,
        build,
        told,
        at,
        problem,
        preview: toPreview(preview),
      }));
    },
    async forgetStatuses(before) {
      await db.deleteFrom("commit_statuses").where("at", "<", before).execute();
    },
  };
}

export function toStatuses(row: Selectable<Tables["statuses"]>): StatusesRow {
  const { tool, url, forge, api, account, label, sealed, created, told, problem, lacks } = row;
  return { tool, url, forge, api, account, label, sealed, key: row.key_id, by: row.user_name, set: created, told, problem, lacks };
}

function toPreview(name: PreviewName | ""): PreviewName | null {
  return name === "" ? null : name;
}
