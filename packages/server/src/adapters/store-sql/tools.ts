import { isEmbargo, type Role, ToolName, type UserName } from "@sluice/contract";
import { sql } from "kysely";
import type { PageOf, ToolRow, ToolStore } from "../../core/ports/store.ts";
import { exclusively } from "./lock.ts";
import { pageFrom } from "./page.ts";
import type { Db, Dialect } from "./schema.ts";

export function toolStore(db: Db, dialect: Dialect): ToolStore {
  const listed = (page: PageOf) => {
    const after = pageFrom(page, ToolName);
    const query = db.selectFrom("tools").select(["name", "created", "created_by"]).orderBy("name").limit(page.limit);
    return after === null ? query : query.where("name", ">", after);
  };
  return {
    createTool(tool, maintainer) {
      return db.transaction().execute(async (trx) => {
        const { name, created, createdBy } = tool;
        const added = await trx
          .insertInto("tools")
          .values({ name, created, created_by: createdBy })
          .onConflict((conflict) => conflict.doNothing())
          .returning("name")
          .executeTakeFirst();
        if (!added) return false;
        await trx.insertInto("members").values({ tool: name, user_name: maintainer, role: "maintainer" }).execute();
        return true;
      });
    },
    async tool(name) {
      const row = await db.selectFrom("tools").selectAll().where("name", "=", name).executeTakeFirst();
      return row ? toTool(row) : null;
    },
    async tools(member, page) {
      const rows = await listed(page)
        .$if(member !== null, (query) => query.where("name", "in", seenBy(db, member as UserName)))
        .execute();
      return rows.map(toTool);
    },
    async toolsSeenBy(admin, page) {
      const embargoed = db.selectFrom("embargoes").select("tool");
      const rows = await listed(page)
        .where((eb) => eb.or([eb("name", "not in", embargoed), eb("name", "in", seenBy(db, admin))]))
        .execute();
      return rows.map(toTool);
    },
    deleteTool(name) {
      return exclusively(db, dialect, ["queue", "releases", "runs"], async (trx) => {
        // A token for this tool alone must not open another tool that takes the name later.
        await trx.updateTable("tokens").set({ revoked: 1 }).where("tool", "=", name).execute();
        await trx.deleteFrom("platform_files").where("tool", "=", name).execute();
        // Its own and those of its previews, which are no row of a tool.
        await trx
          .deleteFrom("releases")
          .where((eb) => eb.or([eb("tool", "=", name), sql<boolean>`tool like ${`%--${name}`}`]))
          .execute();
        const { numDeletedRows } = await trx.deleteFrom("tools").where("name", "=", name).executeTakeFirstOrThrow();
        return numDeletedRows > 0n;
      });
    },
    ...memberStore(db),
  };
}

function memberStore(db: Db): Pick<ToolStore, "members" | "role" | "putMember" | "removeMember"> {
  return {
    members(tool) {
      return db.selectFrom("members").select(["user_name as user", "role"]).where("tool", "=", tool).orderBy("user_name").execute();
    },
    async role(tool, user) {
      const row = await db.selectFrom("members").select("role").where("tool", "=", tool).where("user_name", "=", user).executeTakeFirst();
      return row?.role ?? inheritedRole(db, tool, user);
    },
    async putMember(tool, { user, role }) {
      await db
        .insertInto("members")
        .values({ tool, user_name: user, role })
        .onConflict((conflict) => conflict.columns(["tool", "user_name"]).doUpdateSet({ role }))
        .execute();
    },
    async removeMember(tool, user) {
      const { numDeletedRows } = await db
        .deleteFrom("members")
        .where("tool", "=", tool)
        .where("user_name", "=", user)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

/** What a disclosed embargo is of gives its members their role in it. */
async function inheritedRole(db: Db, tool: ToolName, user: UserName): Promise<Role | null> {
  if (!isEmbargo(tool)) return null;
  const row = await db
    .selectFrom("embargoes")
    .innerJoin("members", "members.tool", "embargoes.of_tool")
    .select("members.role")
    .where("embargoes.tool", "=", tool)
    .where("embargoes.disclosed_at", "is not", null)
    .where("members.user_name", "=", user)
    .executeTakeFirst();
  return row?.role ?? null;
}

/** Names of the tools in which a user has a role. */
function seenBy(db: Db, user: UserName) {
  const own = db.selectFrom("members").select("tool").where("user_name", "=", user);
  const disclosed = db
    .selectFrom("embargoes")
    .innerJoin("members", "members.tool", "embargoes.of_tool")
    .select("embargoes.tool")
    .where("embargoes.disclosed_at", "is not", null)
    .where("members.user_name", "=", user);
  return own.union(disclosed);
}

function toTool(row: Pick<ToolRow, "name" | "created"> & { created_by: ToolRow["createdBy"] }): ToolRow {
  return { name: row.name, created: row.created, createdBy: row.created_by };
}
