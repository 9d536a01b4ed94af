import type { Acceptance, FindingId, ToolName } from "@sluice/contract";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { AcceptanceStore } from "../../core/ports/acceptance-store.ts";
import { pageFrom } from "./page.ts";
import type { Db, Tables } from "./schema.ts";

const Id = z.coerce.number().int().positive();

export function acceptanceStore(db: Db): AcceptanceStore {
  return {
    async acceptances(page) {
      const from = pageFrom(page, Id);
      const query = db.selectFrom("acceptances").selectAll().orderBy("id", "desc").limit(page.limit);
      const rows = await (from === null ? query : query.where("id", "<", from)).execute();
      return rows.map(toAcceptance);
    },
    async countAcceptances() {
      const row = await db
        .selectFrom("acceptances")
        .select((eb) => eb.fn.countAll().as("all"))
        .executeTakeFirstOrThrow();
      return Number(row.all);
    },
    async acceptancesOf(tool, at) {
      const rows = await db
        .selectFrom("acceptances")
        .selectAll()
        .where("scope", "in", [scopeOf(tool), scopeOf(null)])
        .where("until", ">", at)
        .execute();
      return rows.map(toAcceptance);
    },
    accept(wanted) {
      return db.transaction().execute(async (trx) => {
        const made: Acceptance[] = [];
        for (const { finding, tool, until, why, by, at } of wanted) {
          const [scope, name] = [scopeOf(tool), nameOf(finding)];
          // not changed in place: what is new comes first in the list
          await trx.deleteFrom("acceptances").where("scope", "=", scope).where("name", "=", name).execute();
          const row = { tool, scope, finding, name, until, why, user_name: by, at };
          const { id } = await trx.insertInto("acceptances").values(row).returning("id").executeTakeFirstOrThrow();
          made.push({ id, finding, tool, until, why, by, at });
        }
        return made;
      });
    },
    async unaccept(finding: FindingId, tool: ToolName | null) {
      const { numDeletedRows } = await db
        .deleteFrom("acceptances")
        .where("scope", "=", scopeOf(tool))
        .where("name", "=", nameOf(finding))
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    async forgetAcceptances(before) {
      await db.deleteFrom("acceptances").where("until", "<", before).execute();
    },
  };
}

/** No tool has an empty name. */
function scopeOf(tool: ToolName | null): string {
  return tool ?? "";
}

/** What ids are compared by. */
export function nameOf(id: string): string {
  return id.toUpperCase();
}

function toAcceptance({ id, finding, tool, until, why, user_name: by, at }: Selectable<Tables["acceptances"]>): Acceptance {
  return { id, finding, tool, until, why, by, at };
}
