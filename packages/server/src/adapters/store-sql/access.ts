import type { Moment } from "@sluice/contract";
import { sql } from "kysely";
import { z } from "zod";
import type { AccessStore } from "../../core/ports/store.ts";
import { pageFrom } from "./page.ts";
import { toAuditEntry, toToken } from "./rows.ts";
import type { Db } from "./schema.ts";

/** A token's last use is for people to read: finer than this is not worth a write. */
const lastUseMs = 60_000;

export function accessStore(db: Db): AccessStore {
  return {
    async user(name) {
      const row = await db.selectFrom("users").selectAll().where("name", "=", name).executeTakeFirst();
      return row ? { name: row.name, admin: row.admin === 1 } : null;
    },
    async putUser(user) {
      const admin = user.admin ? 1 : 0;
      await db
        .insertInto("users")
        .values({ name: user.name, admin })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ admin }))
        .execute();
    },
    async countUsers() {
      const { total } = await db
        .selectFrom("users")
        .select((eb) => eb.fn.countAll<number>().as("total"))
        .executeTakeFirstOrThrow();
      return total;
    },
    ...tokenStore(db),
    async audit(entry) {
      const { user, from, detail, ...rest } = entry;
      const row = { ...rest, user_name: user, source: from, detail: JSON.stringify(detail) };
      await db.insertInto("audit").values(row).execute();
    },
    async auditLog(page) {
      const before = pageFrom(page, z.coerce.number().int());
      let query = db.selectFrom("audit").selectAll();
      if (before !== null) query = query.where("id", "<", before);
      const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
      return rows.map(toAuditEntry);
    },
  };
}

function tokenStore(db: Db): Pick<AccessStore, "tokenByHash" | "tokens" | "addToken" | "revokeToken" | "tokenUsed"> {
  return {
    async tokenByHash(hash) {
      const row = await db.selectFrom("tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
      return row ? { ...toToken(row), hash: row.hash } : null;
    },
    async tokens(user) {
      let query = db.selectFrom("tokens").selectAll();
      if (user !== null) query = query.where("user_name", "=", user);
      const rows = await query.orderBy("created").orderBy("id").execute();
      return rows.map(toToken);
    },
    async addToken(token) {
      const { user, lastUsed, revoked, ...rest } = token;
      const row = {
        ...rest,
        user_name: user,
        last_used: lastUsed,
        revoked: revoked ? (1 as const) : (0 as const),
      };
      await db.insertInto("tokens").values(row).execute();
    },
    async revokeToken(id, user) {
      let query = db.updateTable("tokens").set({ revoked: 1 }).where("id", "=", id);
      if (user !== null) query = query.where("user_name", "=", user);
      const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async tokenUsed(id, at) {
      const due = new Date(Date.parse(at) - lastUseMs).toISOString();
      await db
        .updateTable("tokens")
        .set({ last_used: at })
        .where("id", "=", id)
        .where((eb) => eb.or([eb("last_used", "is", null), eb("last_used", "<=", sql<Moment>`${due}`)]))
        .execute();
    },
  };
}
