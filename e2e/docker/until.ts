import { setTimeout as pause } from "node:timers/promises";

/** Waits for a condition, with a deadline; the error says what was waited for. */
export async function until(what: string, timeoutMs: number, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms, but not: ${what}`);
    await pause(50);
  }
}
