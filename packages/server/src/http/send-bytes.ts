import type { FastifyReply } from "fastify";
import { Readable } from "node:stream";

/** A file that a tool made: it is a tenant's, and must never run as a page of ours. */
export interface SentFile {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Answers with a file to be saved, and nothing that a browser would show, guess the kind of, or run. */
export function sendBytes(reply: FastifyReply, { name, bytes, content }: SentFile): FastifyReply {
  // RFC 6266 and RFC 8187: whatever is in the name, it is percent-encoded
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return reply
    .headers({
      "content-type": "application/octet-stream",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename*=UTF-8''${encoded}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    })
    .send(Readable.from(content, { objectMode: false }));
}
