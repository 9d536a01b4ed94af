import { beatMs, lastSign, type SignOfLife } from "../data-directory/sign-of-life.ts";

export interface HungOptions {
  readonly directory: string;
  /** How many seconds without a sign of life are too many. */
  readonly seconds: number;
  /** Whether the database answers us: if not, we could not do better than who hangs. */
  readonly databaseAnswers: () => Promise<boolean>;
  readonly say: (text: string) => void;
}

/**
 * Ends the process that serves when it gives no sign of life any more: its event loop stands still, or its database does
 * not answer it although it answers us. SIGKILL is the fence: what hung wakes never again, so it cannot write after
 * another has taken over. Looks are counted and not hours, so that a sleep of the whole machine counts as one look.
 */
export function createHungWatch({ directory, seconds, databaseAnswers, say }: HungOptions): () => Promise<void> {
  let seen: SignOfLife | null = null;
  let missed = 0;
  let nextLook = 0;
  let refused = false;

  function end({ pid }: SignOfLife): void {
    try {
      process.kill(pid, "SIGKILL");
      say(`ended the server that serves (process ${pid}): it gave no sign of life for ${seconds} s`);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      if (code === "ESRCH") return;
      if (code !== "EPERM") throw error;
      if (!refused)
        say(`the server that serves (process ${pid}) gives no sign of life, and may not be ended by this user: end it yourself`);
      refused = true;
    }
  }

  return async () => {
    if (performance.now() < nextLook) return;
    nextLook = performance.now() + beatMs;
    const sign = await lastSign(directory);
    const isNews = sign === null || sign.pid !== seen?.pid || sign.started !== seen.started || sign.last !== seen.last;
    missed = isNews ? 0 : missed + 1;
    seen = sign;
    if (sign === null || missed < seconds) return;
    missed = 0;
    if (await databaseAnswers()) end(sign);
  };
}
