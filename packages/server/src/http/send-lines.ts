import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyReply } from "fastify";

const aliveMs = 30_000;
/** After so long without a line or a refusal the head is sent. */
const quietMs = 50;

/** Newline-delimited JSON as it happens. An empty line now and then keeps proxies and clients from giving up. */
export async function sendLines(reply: FastifyReply, lines: AsyncIterable<unknown>, signal: AbortSignal): Promise<FastifyReply> {
  const iterator = lines[Symbol.asyncIterator]();
  // The first line is awaited before the head is sent: what is refused is answered as an error.
  const begun = iterator.next();
  const silence = new AbortController();
  try {
    await Promise.race([begun, delay(quietMs, null, { signal: silence.signal }).catch(() => null)]);
  } finally {
    silence.abort();
  }
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
  raw.flushHeaders();
  const alive = setInterval(() => raw.write("\n"), aliveMs);
  try {
    let next = await begun;
    while (!next.done && !signal.aborted) {
      if (!raw.write(`${JSON.stringify(next.value)}\n`)) await once(raw, "drain", { signal });
      next = await iterator.next();
    }
    raw.end();
  } catch (error) {
    // A reader that has gone is no failure; anything else cuts the answer off, which the client notices.
    if (signal.aborted) raw.end();
    else raw.destroy(error instanceof Error ? error : new Error(String(error)));
  } finally {
    clearInterval(alive);
    await iterator.return?.();
  }
  return reply;
}
