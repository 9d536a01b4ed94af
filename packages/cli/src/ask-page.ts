import { request } from "node:http";
import { request as requestSecurely } from "node:https";

export interface PageAnswer {
  readonly status: number;
  /** The first 2,000 characters. */
  readonly text: string;
  readonly ms: number;
}

/** Asks a tool's page as a visitor would. Names under `localhost` are this machine whatever resolver there is (RFC 6761, section 6.3). Throws when nothing answers. */
export function askPage(url: string, patience = 30_000): Promise<PageAnswer> {
  const { protocol, hostname, port, host } = new URL(url);
  const begun = performance.now();
  const own = hostname === "localhost" || hostname.endsWith(".localhost");
  return new Promise((resolve, reject) => {
    const send = protocol === "https:" ? requestSecurely : request;
    const sent = send(
      { host: own ? "127.0.0.1" : hostname, servername: hostname, port, path: "/", headers: { host }, timeout: patience },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (text = `${text}${chunk}`.slice(0, 2000)));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, ms: performance.now() - begun }));
        answer.on("error", reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${patience / 1000} s`)));
    sent.on("error", reject);
    sent.end();
  });
}
