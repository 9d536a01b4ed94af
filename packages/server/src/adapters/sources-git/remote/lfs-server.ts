import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { SecureContext } from "node:tls";
import { z } from "zod";
import type { SourceAccess, Unread } from "../../../core/ports/remote-sources.ts";
import { basicAuthorization } from "../../../remote-hosts/basic-authorization.ts";
import { type PinRules, pinHost } from "../../../remote-hosts/pin-host.ts";
import { pinnedExchange, requestPinned } from "../../../remote-hosts/pinned-exchange.ts";
import type { Pointer } from "./lfs-pointers.ts";

export interface LfsPlace {
  /** Of the repository, https or http. */
  readonly url: string;
  readonly access: Extract<SourceAccess, { kind: "token" }> | null;
  readonly rules: PinRules;
  readonly trust: SecureContext | null;
  readonly signal: AbortSignal;
}

const media = "application/vnd.git-lfs+json";
const mostAnswer = 4 * 1024 * 1024;
const batchSize = 100;

const Action = z.object({
  href: z.url({ protocol: /^https?$/ }).max(8192),
  header: z.record(z.string(), z.string().max(8192)).default({}),
});
const Answer = z.object({
  objects: z
    .array(
      z.object({
        oid: z.string(),
        actions: z.object({ download: Action }).optional(),
        error: z.object({ code: z.number(), message: z.string().max(2000) }).optional(),
      }),
    )
    .max(batchSize),
});

/** Where an object is fetched from. */
export interface Download {
  readonly pointer: Pointer;
  readonly href: string;
  readonly header: Readonly<Record<string, string>>;
}

/** `URL.git/info/lfs` (git-lfs, docs/api/server-discovery.md). */
export function lfsEndpoint(url: string): string {
  const plain = url.replace(/\/+$/, "");
  return `${plain.endsWith(".git") ? plain : `${plain}.git`}/info/lfs`;
}

/** Asks a server for the places of objects (git-lfs, docs/api/batch.md). */
export async function askBatch(at: LfsPlace, pointers: readonly Pointer[]): Promise<readonly Download[] | Unread> {
  const downloads: Download[] = [];
  for (let from = 0; from < pointers.length; from += batchSize) {
    const some = await askSome(at, pointers.slice(from, from + batchSize));
    if ("kind" in some) return some;
    downloads.push(...some);
  }
  return downloads;
}

async function askSome(at: LfsPlace, pointers: readonly Pointer[]): Promise<readonly Download[] | Unread> {
  const pinned = await pinHost(`${lfsEndpoint(at.url)}/objects/batch`, at.rules);
  if (pinned.kind === "unread") return pinned;
  const objects = pointers.map(({ oid, bytes }) => ({ oid, size: bytes }));
  const body = Buffer.from(JSON.stringify({ operation: "download", transfers: ["basic"], objects, hash_algo: "sha256" }));
  const headers = { accept: media, "content-type": media, ...authorization(at, pinned.url) };
  const { trust, signal } = at;
  const answer = await pinnedExchange(pinned, { method: "POST", headers, body, trust, signal, mostBytes: mostAnswer });
  if (answer.status === 401 || answer.status === 403) return no("its Git LFS server asks for a password");
  if (answer.status === 404) return no("there is no Git LFS server at this address");
  if (answer.status !== 200)
    return { ...no(`its Git LFS server answers ${answer.status}`), away: answer.status >= 500 || answer.status === 429 };
  const read = Answer.safeParse(jsonOf(answer.body));
  if (!read.success) return no("its Git LFS server answers something else than it should");
  const found = new Map(read.data.objects.map((object) => [object.oid, object]));
  const downloads: Download[] = [];
  for (const pointer of pointers) {
    const object = found.get(pointer.oid);
    const download = object?.actions?.download;
    if (download === undefined)
      return no(`${pointer.path} is not on its Git LFS server: ${object?.error?.message ?? "it does not name it"}`);
    downloads.push({ pointer, ...download });
  }
  return downloads;
}

/** Fetches one object into a file; null when it is just what its pointer says. */
export async function download(at: LfsPlace, { pointer, href, header }: Download, file: string): Promise<Unread | null> {
  const pinned = await pinHost(href, at.rules);
  if (pinned.kind === "unread") return { ...pinned, why: `${pointer.path}: ${pinned.why}` };
  const { trust, signal } = at;
  const answer = await requestPinned(pinned, {
    method: "GET",
    headers: { ...authorization(at, pinned.url), ...plainHeaders(header) },
    trust,
    signal,
  });
  if (answer.statusCode !== 200) {
    answer.destroy();
    const moved = (answer.statusCode ?? 0) >= 300 && (answer.statusCode ?? 0) < 400 ? ", and redirects are not followed" : "";
    return { ...no(`${pointer.path}: its Git LFS server answers ${answer.statusCode}${moved}`), away: (answer.statusCode ?? 0) >= 500 };
  }
  const hash = createHash("sha256");
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > pointer.bytes) return done(new TooLong());
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.from(answer), measured, createWriteStream(file, { mode: 0o600 }), { signal });
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
  }
  const same = bytes === pointer.bytes && hash.digest("hex") === pointer.oid;
  return same ? null : no(`${pointer.path}: what its Git LFS server sends is not the file that was committed`);
}

class TooLong extends Error {
  override readonly name = "TooLong";
}

/** What lets into the source lets in at its own host, and goes nowhere else. */
function authorization({ url, access }: LfsPlace, to: string): Record<string, string> {
  if (access === null || new URL(url).origin !== new URL(to).origin) return {};
  return basicAuthorization(access);
}

/** Those that a server may want; none that says something about the connection. */
function plainHeaders(header: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(header).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(named.filter(([name]) => name === "authorization" || name === "accept" || /^x-[a-z0-9-]{1,60}$/.test(name)));
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

function no(why: string): Unread {
  return { kind: "unread", away: false, why };
}
