import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { type PinRules, pinHost } from "../../remote-hosts/pin-host.ts";
import { pinnedExchange } from "../../remote-hosts/pinned-exchange.ts";

export interface RequestOptions extends PinRules {
  /** Authorities that are trusted (PEM); null: Node's. */
  readonly certificates: string | null;
  readonly seconds: number;
  /** Ends what is under way, with an error: the server stops. */
  readonly stop: AbortSignal;
}

export interface Asked {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** `unreached`: nothing was sent, or nothing came back in time. */
export type Reply =
  | { readonly kind: "reply"; readonly status: number; readonly text: string }
  | { readonly kind: "unreached"; readonly away: boolean; readonly why: string };

/** What a forge may answer at most, the rest is not read: GitHub lists 50 pull requests in about one MiB. */
const mostBytes = 4 * 1024 * 1024;

/** Asks an API at just the addresses that its host was found at and that are allowed. Follows no redirect, keeps no connection. */
export async function pinnedRequest(options: RequestOptions, asked: Asked): Promise<Reply> {
  const pinned = await pinHost(asked.url, options);
  if (pinned.kind === "unread") return { kind: "unreached", away: pinned.away, why: pinned.why };
  const url = new URL(pinned.url);
  const authorities = url.protocol === "https:" && options.certificates !== null ? await readFile(options.certificates) : null;
  const trust = authorities === null ? null : createSecureContext({ ca: authorities });
  const body = asked.body === undefined ? {} : { body: Buffer.from(JSON.stringify(asked.body)) };
  const headers = {
    accept: "application/json",
    ...asked.headers,
    ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
  };
  const timeout = AbortSignal.timeout(options.seconds * 1000);
  const signal = AbortSignal.any([timeout, options.stop]);
  try {
    const answer = await pinnedExchange(pinned, { method: asked.method, headers, ...body, trust, mostBytes, signal });
    return { kind: "reply", status: answer.status, text: answer.body.toString() };
  } catch (error) {
    options.stop.throwIfAborted();
    if (timeout.aborted) return { kind: "unreached", away: true, why: `${url.host} did not answer within ${options.seconds} s` };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "unreached", away: true, why: `${url.host} does not answer (${why.slice(0, 200)})` };
  }
}
