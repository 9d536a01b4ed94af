import { makeSbom, type SbomDependencies, type SbomWish } from "./make-sbom.ts";

/** Makes lists of what images have, one at a time: reading layers takes a core. */
export interface SbomWork {
  /** The list of an image, as soon as it is there. */
  of(wish: SbomWish): Promise<string>;
  /** Makes it when there is nothing better to do, so that it is there when somebody asks, and when the image is gone. */
  later(wish: SbomWish): void;
  /** Resolves when nothing is left to do; what was only for later is left undone. */
  stop(): Promise<void>;
}

/** So many wishes wait for later; what is beyond is made when somebody asks. */
const mostWaiting = 100;

export interface SbomPace {
  /** Waits until the pushes that have just ended are well over; ends early by the signal. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
}

export function sbomWork(deps: SbomDependencies, { rest, onProblem }: SbomPace): SbomWork {
  let last: Promise<unknown> = Promise.resolve();
  const ended = new AbortController();
  const waiting: SbomWish[] = [];
  let idle: Promise<void> | null = null;

  function of(wish: SbomWish): Promise<string> {
    const made = last.then(() => makeSbom(deps, wish));
    last = made.catch(() => undefined);
    return made;
  }
  async function carry(): Promise<void> {
    while (!ended.signal.aborted) {
      await rest(ended.signal);
      const wish = ended.signal.aborted ? undefined : waiting.shift();
      if (wish === undefined) return;
      await of(wish).catch((error: unknown) => onProblem(`listing what ${wish.image} has`, error));
    }
  }
  return {
    of,
    later(wish) {
      if (ended.signal.aborted || waiting.length >= mostWaiting) return;
      waiting.push(wish);
      idle ??= carry().finally(() => (idle = null));
    },
    async stop() {
      ended.abort();
      await idle;
      await last;
    },
  };
}
