import { setTimeout as sleep } from "node:timers/promises";
import { SluiceError } from "@sluice/contract";
import type { Exec } from "../../core/ports/runtime.ts";

/** Of what a check prints, so much of its end is told. */
const quotedBytes = 300;

/** Runs a check to its end or its timeout; nothing of it goes on afterwards. */
export async function checkIn(open: () => Promise<Exec>, timeoutMs: number): Promise<{ healthy: boolean; answer: string }> {
  const late = new AbortController();
  try {
    await using exec = await open();
    exec.end();
    const done = ended(exec);
    // when it is late, its disposal breaks it off
    done.catch(() => undefined);
    const timeout = sleep(timeoutMs, null, { signal: late.signal }).catch(() => null);
    const found = await Promise.race([done, timeout]);
    if (found === null) return { healthy: false, answer: `the check did not end within ${timeoutMs / 1000} s` };
    const said = found.said === "" ? "" : `: ${found.said}`;
    return { healthy: found.code === 0, answer: `the check ended with exit code ${found.code}${said}` };
  } catch (error) {
    if (error instanceof SluiceError && (error.code === "wrong-state" || error.code === "not-found")) {
      return { healthy: false, answer: "it does not run" };
    }
    throw error;
  } finally {
    late.abort();
  }
}

async function ended(exec: Exec): Promise<{ readonly code: number; readonly said: string }> {
  let tail = Buffer.alloc(0);
  for await (const { data } of exec.output) tail = Buffer.concat([tail, data]).subarray(-quotedBytes);
  return { code: await exec.exitCode(), said: tail.toString("utf8").trim().split("\n").at(-1) ?? "" };
}
