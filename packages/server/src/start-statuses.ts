import type { Moment } from "@sluice/contract";
import type { ForgeStatuses } from "./core/ports/forge-statuses.ts";
import { after } from "./core/sources/pace.ts";
import { type StatusActions, statusActions } from "./core/sources/statuses/status-actions.ts";
import { statusTeller } from "./core/sources/statuses/tell-statuses.ts";
import { hourly } from "./hourly.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

const tickMs = 1000;
const limits = { atOnce: 8, perHost: 4, backOff: 15, backOffMost: 600 };
/** Of a commit that nothing was written of since. */
const keptDays = 30;

/** Tells forges what becomes of commits, and lets people say whom. */
export function startStatuses(around: Surroundings, { store, vault, redaction }: Data, forges: ForgeStatuses): StatusActions {
  const { stopping, pause, onProblem, random, clock, ends, base, urlOf } = around;
  const fraction = (): number => Number.parseInt(random.hex(4), 16) / 2 ** 32;
  const teller = statusTeller({ store, vault, forges, redaction, clock, fraction, onProblem: unlessStopping, base, urlOf }, limits);
  const forget = hourly(clock, () => store.forgetStatuses(after(clock.now(), -keptDays * 86_400) as Moment));
  const telling = (async () => {
    while (!stopping.signal.aborted) {
      await teller.tick().catch((error: unknown) => onProblem("telling forges", error));
      await forget().catch((error: unknown) => onProblem("forgetting what forges were told", error));
      await pause(tickMs, stopping.signal);
    }
  })();
  ends.defer(async () => {
    stopping.abort();
    await telling;
    await teller.settled();
  });
  const wake = (): void => void teller.tick().catch((error: unknown) => onProblem("telling forges", error));
  return statusActions({ store, vault, forges, clock, wake });

  /** What ends by the signal is told after the next start. */
  function unlessStopping(what: string, error: unknown): void {
    if (!stopping.signal.aborted) onProblem(what, error);
  }
}
