import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { SecureContext } from "node:tls";
import type { Pinned } from "./pin-host.ts";

export interface Wish {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** With the authorities that are trusted; null: Node's. */
  readonly trust: SecureContext | null;
  readonly signal: AbortSignal;
}

export interface Exchange extends Wish {
  /** Of an answer, the rest is not read. */
  readonly mostBytes: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Place = Pick<Pinned, "url" | "addresses">;

export async function pinnedExchange(place: Place, asked: Exchange): Promise<Answer> {
  const answer = await requestPinned(place, asked);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await bytesOf(answer, asked.mostBytes) };
}

/** One request to just the addresses that were pinned. Follows no redirect, keeps no connection; rejects when none comes about. */
export async function requestPinned({ url: pinned, addresses }: Place, asked: Wish): Promise<IncomingMessage> {
  const url = new URL(pinned);
  const { method, body, signal, trust } = asked;
  const secure = url.protocol === "https:" && trust !== null ? { secureContext: trust } : {};
  const headers = {
    ...asked.headers,
    "user-agent": "sluice",
    ...(body === undefined ? {} : { "content-length": String(body.length) }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const send = url.protocol === "https:" ? secureRequest : plainRequest;
  const sent = send(url, { method, headers, agent: false, lookup: lookupOf(addresses), signal, ...secure }, resolve);
  sent.on("error", reject);
  sent.end(body);
  return promise;
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

async function bytesOf(answer: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}
