import type { SignerStore } from "../../core/ports/signer-store.ts";
import type { Db } from "./schema.ts";

export function signerStore(db: Db): SignerStore {
  return {
    async signers(tool) {
      const rows = await db.selectFrom("signers").selectAll().where("tool", "=", tool).orderBy("at").orderBy("id").execute();
      return rows.map(({ id, kind, fingerprint, name, key_text: key, user_name: by, at }) => ({
        id,
        kind,
        fingerprint,
        name,
        key,
        by,
        at,
      }));
    },
    async addSigner(tool, { id, kind, fingerprint, name, key, by, at }) {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto("signers")
        .values({ tool, id, kind, fingerprint, name, key_text: key, user_name: by, at })
        .onConflict((conflict) => conflict.columns(["tool", "id"]).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },
    async removeSigner(tool, id) {
      const { numDeletedRows } = await db.deleteFrom("signers").where("tool", "=", tool).where("id", "=", id).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}
