import { readFile } from "node:fs/promises";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type PinRules, pinHost } from "../../remote-hosts/pin-host.ts";

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
  const ca = url.protocol === "https:" && options.certificates !== null ? { ca: await readFile(options.certificates) } : {};
  const body = asked.body === undefined ? null : JSON.stringify(asked.body);
  const headers = {
    accept: "application/json",
    ...asked.headers,
    "user-agent": "sluice",
    ...(body === null ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
  };
  const timeout = AbortSignal.timeout(options.seconds * 1000);
  const signal = AbortSignal.any([timeout, options.stop]);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const send = url.protocol === "https:" ? secureRequest : plainRequest;
    const sent = send(url, { method: asked.method, headers, agent: false, lookup: lookupOf(pinned.addresses), signal, ...ca }, resolve);
    sent.on("error", reject);
    sent.end(body ?? undefined);
    const answer = await promise;
    return { kind: "reply", status: answer.statusCode ?? 0, text: await textOf(answer) };
  } catch (error) {
    options.stop.throwIfAborted();
    if (timeout.aborted) return { kind: "unreached", away: true, why: `${url.host} did not answer within ${options.seconds} s` };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "unreached", away: true, why: `${url.host} does not answer (${why.slice(0, 200)})` };
  }
}

/** A name server that says something else meanwhile (DNS rebinding) is not asked. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, { all }, done) => {
    const [first] = found;
    if (all === true) done(null, found);
    else done(null, first?.address ?? "", first?.family);
  };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(parts).toString().slice(0, mostBytes);
}
