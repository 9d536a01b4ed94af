import { Agent, request } from "node:http";
import type { Installation } from "./installation.ts";

export interface Load {
  readonly answered: number;
  /** Of these, how many took their time. */
  readonly slow: number;
  /** What each request that failed got. */
  readonly failures: readonly string[];
}

export interface LoadLimits {
  /** Requests over all loops. */
  readonly requests: number;
  readonly seconds: number;
  /** Between an answer and the next request of each of the six loops; default 10. */
  readonly pauseMs?: number;
}

const slowPath = "/slow";

/** A bounded load on one tool: kept and fresh connections side by side, and requests that take their time. */
export function loadSteadily(on: Installation, tool: string, limits: LoadLimits): { stop(): Promise<Load> } {
  const kept = new Agent({ keepAlive: true, maxSockets: 4 });
  const failures: string[] = [];
  const ends = Date.now() + limits.seconds * 1000;
  let [sent, answered, slow] = [0, 0, 0];
  let stopping = false;

  const ask = (path: string, agent: Agent | false): Promise<string | null> =>
    new Promise((resolve) => {
      const begun = request(
        { host: "127.0.0.1", port: on.routerPort, path, agent, headers: { host: `${tool}.localhost:${on.routerPort}` }, timeout: 30_000 },
        (answer) => {
          let text = "";
          answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
          answer.on("end", () => resolve(answer.statusCode === 200 ? null : `${answer.statusCode} ${text.slice(0, 80)}`));
          answer.on("error", (error) => resolve(String(error)));
        },
      );
      begun.on("timeout", () => begun.destroy(new Error("no answer within 30 s")));
      begun.on("error", (error) => resolve(String(error)));
      begun.end();
    });
  const loop = async (path: string, agent: Agent | false): Promise<void> => {
    while (!stopping && sent < limits.requests && Date.now() < ends) {
      sent += 1;
      const at = new Date().toISOString();
      const failure = await ask(path, agent);
      if (failure !== null) failures.push(`${at} ${path} ${agent === false ? "fresh" : "kept"}: ${failure}`);
      else if (path === slowPath) slow += 1;
      if (failure === null) answered += 1;
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs ?? 10));
    }
  };
  const done = Promise.all([
    loop("/", kept),
    loop("/", kept),
    loop("/", false),
    loop("/", false),
    loop(slowPath, kept),
    loop(slowPath, false),
  ]);
  return {
    async stop() {
      stopping = true;
      await done;
      kept.destroy();
      return { answered, slow, failures };
    },
  };
}
