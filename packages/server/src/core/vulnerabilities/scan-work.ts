import { Moment, SluiceError } from "@sluice/contract";
import type { AcceptanceStore } from "../ports/acceptance-store.ts";
import type { KeptScan } from "../ports/scan-store.ts";
import { scanImage, type ScanDependencies, type ScanWish } from "./scan-image.ts";

/** Scans images one at a time: each takes a core and some hundred MiB. */
export interface ScanWork {
  /** What is known of an image: kept, or found out now. */
  of(wish: ScanWish): Promise<KeptScan>;
  /** Found out now, whatever is kept. */
  now(wish: ScanWish, signal: AbortSignal): Promise<KeptScan>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface ScanPace {
  /** An image that is live is scanned again after so long. */
  readonly everyMs: number;
  /** One whose scan failed, after so long. */
  readonly againMs: number;
  /** Waits until it is time to look for work; ends early by the signal. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** So many wait for their turn; who comes then is asked to come later. */
const mostWaiting = 20;
const atOnce = 20;
/** After so many failures in a row it is the scanner that is broken, not an image. */
const mostFailures = 3;
/** An acceptance that has ended stays in the list so long. */
const shownAsEndedMs = 90 * 24 * 3600_000;

export function scanWork(
  deps: ScanDependencies & { readonly store: Pick<AcceptanceStore, "forgetAcceptances"> },
  { everyMs, againMs, rest, onProblem }: ScanPace,
): ScanWork {
  const ended = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }
  const now = (wish: ScanWish, signal: AbortSignal): Promise<KeptScan> =>
    inTurn(() => scanImage(deps, wish, AbortSignal.any([signal, ended.signal])));
  const ago = (ms: number): Moment => Moment.parse(new Date(Date.parse(deps.clock.now()) - ms).toISOString());

  async function pass(): Promise<void> {
    let failures = 0;
    for (const wish of await deps.store.dueScans(ago(everyMs), ago(againMs), atOnce)) {
      if (ended.signal.aborted || failures >= mostFailures) return;
      const isWhole = await now(wish, ended.signal).then(
        ({ problem }) => problem === null,
        (error: unknown) => {
          if (!ended.signal.aborted) onProblem(`scanning ${wish.tool}@${wish.image}`, error);
          return false;
        },
      );
      failures = isWhole ? 0 : failures + 1;
    }
    await deps.store.forgetScans(ago(Math.max(everyMs, againMs) * 2));
    await deps.store.forgetAcceptances(ago(shownAsEndedMs));
  }
  const carried = (async () => {
    while (!ended.signal.aborted) {
      await rest(ended.signal);
      if (ended.signal.aborted) return;
      await pass().catch((error: unknown) => {
        if (!ended.signal.aborted) onProblem("scanning images", error);
      });
    }
  })();
  return {
    now,
    async of(wish) {
      const kept = await deps.store.scan(wish.tool, wish.image);
      if (kept !== null) return kept;
      if (waiting >= mostWaiting) throw new SluiceError("too-many", "Many images wait to be scanned.", { retryAfter: 30 });
      waiting += 1;
      try {
        return await now(wish, ended.signal);
      } finally {
        waiting -= 1;
      }
    },
    async stop() {
      ended.abort();
      await carried;
      await last;
    },
  };
}
