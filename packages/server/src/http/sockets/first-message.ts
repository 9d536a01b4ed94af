import { SluiceError } from "@sluice/contract";
import type { RawData, WebSocket } from "ws";
import type { z } from "zod";

const waitMs = 10_000;

/** The text message that a socket begins with. */
export async function firstMessage<T>(socket: WebSocket, schema: z.ZodType<T>): Promise<T> {
  const text = await new Promise<string>((resolve, reject) => {
    const refuse = (): void => reject(new SluiceError("invalid-request", "The socket said nothing of what to start."));
    const timer = setTimeout(refuse, waitMs);
    const end = (): void => {
      clearTimeout(timer);
      socket.off("close", refuse);
      // what comes before the program is there waits
      socket.pause();
    };
    socket.once("close", refuse);
    socket.once("message", (data, isBinary) => {
      end();
      if (isBinary) refuse();
      else resolve(textOf(data));
    });
  });
  const parsed = schema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SluiceError("invalid-request", `${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "is not as expected"}`);
}

export function textOf(data: RawData): string {
  return bytesOf(data).toString("utf8");
}

export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
