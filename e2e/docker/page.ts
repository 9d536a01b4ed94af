import { request } from "node:http";
import type { Installation } from "./installation.ts";

export interface Page {
  readonly status: number;
  readonly text: string;
}

/** What a visitor gets at the tool's URL within `seconds`. The host name goes into the header, so that no resolver is asked. */
export function visit(on: Pick<Installation, "routerPort">, tool: string, path = "/", seconds = 10): Promise<Page> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: on.routerPort, path, headers: { host: `${tool}.localhost:${on.routerPort}` }, timeout: seconds * 1000 },
      (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on("error", reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${seconds} s`)));
    sent.on("error", reject);
    sent.end();
  });
}

export interface Visits {
  readonly answered: number;
  /** What each request that failed got. */
  readonly failures: readonly string[];
}

/** Visits one after the other, until stopped or at most `limit` times; stop() gives the count. */
export function visitSteadily(on: Installation, tool: string, limit: number): { stop(): Promise<Visits> } {
  const failures: string[] = [];
  let answered = 0;
  let stopping = false;
  const done = (async () => {
    for (let n = 0; n < limit && !stopping; n += 1) {
      try {
        const page = await visit(on, tool);
        if (page.status === 200) answered += 1;
        else failures.push(`${page.status} ${page.text.slice(0, 80)}`);
      } catch (error) {
        failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return {
    async stop() {
      stopping = true;
      await done;
      return { answered, failures };
    },
  };
}
