import { SluiceError } from "@sluice/contract";
import type { RawData, WebSocket } from "ws";
import type { z } from "zod";

const waitMs = 10_000;

export interface Message {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** What a socket receives. A paused socket still hands out what it has read: that is kept until somebody takes it. */
export interface Inbox {
  /** The text message that a socket begins with. */
  first<T>(schema: z.ZodType<T>): Promise<T>;
  /** All messages from now on, in order. */
  take(each: (message: Message) => void): void;
}

export function openInbox(socket: WebSocket): Inbox {
  const kept: Message[] = [];
  const arrived = Promise.withResolvers<void>();
  let taker: ((message: Message) => void) | null = null;
  socket.on("message", (data, isBinary) => {
    const message = { data: bytesOf(data), isBinary };
    if (taker !== null) return taker(message);
    kept.push(message);
    socket.pause();
    arrived.resolve();
  });
  socket.resume();
  return {
    async first(schema) {
      const timer = setTimeout(arrived.resolve, waitMs);
      socket.once("close", arrived.resolve);
      await arrived.promise;
      clearTimeout(timer);
      socket.off("close", arrived.resolve);
      const message = kept.shift();
      if (message === undefined || message.isBinary) throw refused("The socket did not begin with what to start.");
      const parsed = schema.safeParse(json(message.data));
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw refused(`${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "is not as expected"}`);
    },
    take(each) {
      for (const message of kept.splice(0)) each(message);
      taker = each;
      socket.resume();
    },
  };
}

function refused(text: string): SluiceError {
  return new SluiceError("invalid-request", text);
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

export function json(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    return null;
  }
}
