import { z } from "zod";

/** An address that mail is sent to. */
export const MailAddress = z.email("must be an address like you@example.org").max(254);
export type MailAddress = z.infer<typeof MailAddress>;

/** Whom a tool writes to, and when. */
export const MailSettings = z.object({
  /** Told when a job fails, once a day at most while it goes on failing, and when it is well again. */
  onFailure: z.array(MailAddress),
  /** False: the server has no SMTP server to send by, so nothing is sent. */
  canSend: z.boolean(),
});
export type MailSettings = z.infer<typeof MailSettings>;

export const NewMailSettings = z.strictObject({ onFailure: z.array(MailAddress).max(20) });
export type NewMailSettings = z.infer<typeof NewMailSettings>;
