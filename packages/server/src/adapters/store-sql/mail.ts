import { MailAddress } from "@sluice/contract";
import { z } from "zod";
import type { MailStore, NewMail } from "../../core/ports/mail.ts";
import { exclusively } from "./lock.ts";
import type { Db, Dialect } from "./schema.ts";

const Recipients = z.array(MailAddress);

export async function insertMail(trx: Db, mail: NewMail, at: string): Promise<void> {
  const { tool, to, subject, text } = mail;
  await trx
    .insertInto("mail_outbox")
    .values({ tool, recipients: JSON.stringify(to), subject, body: text, queued: at, next_try: at, tries: 0 })
    .execute();
}

export function mailStore(db: Db, dialect: Dialect): MailStore {
  return {
    async mailAddresses(tool) {
      const rows = await db.selectFrom("mail_addresses").select("address").where("tool", "=", tool).orderBy("address").execute();
      return rows.map(({ address }) => address);
    },
    putMailAddresses: (tool, addresses) =>
      exclusively(db, dialect, "runs", async (trx) => {
        await trx.deleteFrom("mail_addresses").where("tool", "=", tool).execute();
        const rows = [...new Set(addresses)].map((address) => ({ tool, address }));
        if (rows.length > 0) await trx.insertInto("mail_addresses").values(rows).execute();
      }),
    addMail: (mail, at) => insertMail(db, mail, at),
    takeMail: (now, until) =>
      exclusively(db, dialect, "runs", async (trx) => {
        const due = await trx
          .selectFrom("mail_outbox")
          .select("id")
          .where("next_try", "<=", now)
          .orderBy("next_try")
          .orderBy("id")
          .limit(1)
          .executeTakeFirst();
        if (due === undefined) return null;
        const row = await trx
          .updateTable("mail_outbox")
          .set((eb) => ({ next_try: until, tries: eb("tries", "+", 1) }))
          .where("id", "=", due.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const { id, tool, recipients, subject, body, tries } = row;
        return { id, tool, to: Recipients.parse(JSON.parse(recipients)), subject, text: body, tries };
      }),
    async removeMail(id) {
      await db.deleteFrom("mail_outbox").where("id", "=", id).execute();
    },
  };
}
