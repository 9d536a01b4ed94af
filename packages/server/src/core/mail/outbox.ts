import type { Clock } from "../ports/clock.ts";
import { RefusedMail, type Mailer, type MailStore } from "../ports/mail.ts";

export interface OutboxDependencies {
  readonly store: Pick<MailStore, "takeMail" | "removeMail">;
  readonly mailer: Mailer;
  readonly clock: Pick<Clock, "now">;
  readonly installation: string;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Until it is tried again; no other server takes it meanwhile. */
const againMs = 5 * 60_000;
/** A day of tries, then it is given up. */
const mostTries = 288;

/** Sends all mail that is due, one after the other. What is not taken by the next server stays and is tried again. */
export async function sendMail(deps: OutboxDependencies): Promise<void> {
  for (;;) {
    const now = deps.clock.now();
    const mail = await deps.store.takeMail(now, new Date(Date.parse(now) + againMs).toISOString());
    if (mail === null) return;
    try {
      const { refused } = await deps.mailer.send(mail, `${mail.id}.${deps.installation}`);
      await deps.store.removeMail(mail.id);
      for (const address of refused) deps.onProblem(`sending mail ${mail.id} of ${mail.tool}`, new RefusedMail(`${address} was refused`));
    } catch (error) {
      const final = error instanceof RefusedMail || mail.tries >= mostTries;
      if (final) await deps.store.removeMail(mail.id);
      deps.onProblem(`sending mail ${mail.id} of ${mail.tool}${final ? ", which is given up" : ""}`, error);
    }
  }
}
