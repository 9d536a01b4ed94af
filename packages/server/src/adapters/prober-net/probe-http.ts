import { Agent, request } from "undici";
import type { Prober } from "../../core/ports/runtime.ts";
import { refusal } from "./refusal.ts";

type Answer = Awaited<ReturnType<Prober["probe"]>>;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** Healthy when GET answers with a status below 400; redirects are an answer and are not followed. */
export async function probeHttp(host: string, port: number, path: string, timeoutMs: number): Promise<Answer> {
  const agent = new Agent({ pipelining: 0, connect: { timeout: timeoutMs } });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await request(`http://${host}:${port}${path}`, {
      dispatcher: agent,
      signal,
      headers: { "user-agent": "sluice-probe" },
    });
    const healthy = answer.statusCode < 400;
    return {
      healthy,
      answer: `GET ${path} answered ${answer.statusCode}`,
      status: answer.statusCode,
    };
  } catch (error) {
    return { healthy: false, answer: refusal(codeOf(error), port, timeoutMs) };
  } finally {
    // The status is all that counts: the body, which may never end, is not read.
    await agent.destroy();
  }
}
