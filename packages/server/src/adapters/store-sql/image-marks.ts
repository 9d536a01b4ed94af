import { type Digest, Moment } from "@sluice/contract";
import type { ImageMark, ImageMarkStore } from "../../core/ports/image-mark-store.ts";
import type { Db } from "./schema.ts";

/** SQLite takes 32,766 values in a statement. */
const atOnce = 1000;

export function* partsOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += atOnce) yield all.slice(from, from + atOnce);
}

export function imageMarkStore(db: Db): ImageMarkStore {
  async function remove(holder: string, digests: readonly Digest[], state: ImageMark["state"]): Promise<void> {
    for (const part of partsOf(digests)) {
      await db.deleteFrom("image_marks").where("holder", "=", holder).where("digest", "in", part).where("state", "=", state).execute();
    }
  }
  return {
    async imageMarks(holder) {
      const rows = await db.selectFrom("image_marks").select(["digest", "state", "at"]).where("holder", "=", holder).execute();
      return rows.map((row) => ({ ...row, at: Moment.parse(row.at) }));
    },
    async markUnnamed(holder, digests, at) {
      for (const part of partsOf(digests)) {
        await db
          .insertInto("image_marks")
          .values(part.map((digest) => ({ holder, digest, state: "unnamed" as const, at })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    unmarkImages: (holder, digests) => remove(holder, digests, "unnamed"),
    async useImage(holder, digest, at) {
      const used = await db
        .insertInto("image_marks")
        .values({ holder, digest, state: "used", at })
        .onConflict((conflict) =>
          conflict.columns(["holder", "digest"]).doUpdateSet({ state: "used", at }).where("image_marks.state", "<>", "going"),
        )
        .returning("digest")
        .executeTakeFirst();
      return used !== undefined;
    },
    async isGoing(holder, digest) {
      const found = await db
        .selectFrom("image_marks")
        .select("state")
        .where("holder", "=", holder)
        .where("digest", "=", digest)
        .executeTakeFirst();
      return found?.state === "going";
    },
    async endUses(holder, before) {
      await db.deleteFrom("image_marks").where("holder", "=", holder).where("state", "=", "used").where("at", "<", before).execute();
    },
    async beginRemoval(holder, digests, before, at) {
      const begun: Digest[] = [];
      for (const part of partsOf(digests)) {
        const rows = await db
          .updateTable("image_marks")
          .set({ state: "going", at })
          .where("holder", "=", holder)
          .where("digest", "in", part)
          .where("state", "=", "unnamed")
          .where("at", "<=", before)
          .returning("digest")
          .execute();
        begun.push(...rows.map(({ digest }) => digest));
      }
      return begun;
    },
    endRemoval: (holder, digests) => remove(holder, digests, "going"),
  };
}
