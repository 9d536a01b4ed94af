import { z } from "zod";
import { PartName, Release } from "./releases.ts";

/** How many copies of which processes. */
export const Scale = z.strictObject({
  replicas: z
    .record(PartName, z.number().int().min(0).max(20))
    .refine((replicas) => Object.keys(replicas).length > 0, "must name a process")
    .refine((replicas) => Object.keys(replicas).length <= 20, "may name at most 20 processes"),
});
export type Scale = z.infer<typeof Scale>;

/** Null when they were so already. */
export const Scaled = z.object({ release: Release.nullable() });

/** Without a process: all. */
export const Restart = z.strictObject({ process: PartName.optional() });

const size = { columns: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) };
export const TerminalSize = z.strictObject(size);

/** The first message on an exec socket: what to start. */
export const ExecStart = z.strictObject({
  process: PartName,
  command: z.array(z.string().max(4096)).min(1).max(100),
  /** With a terminal of this size; without, stdout and stderr come apart. */
  terminal: TerminalSize.nullable(),
});
export type ExecStart = z.infer<typeof ExecStart>;

/** What the client says after it, as text; input itself is sent as binary messages. */
export const ExecSaid = z.union([z.strictObject({ resize: TerminalSize }), z.strictObject({ end: z.literal(true) })]);
export type ExecSaid = z.infer<typeof ExecSaid>;

/** The last text message of the server. Output comes as binary messages: one byte, 1 for stdout or 2 for stderr, then the data. */
export const ExecEnd = z.union([
  z.strictObject({ exitCode: z.number().int() }),
  z.strictObject({ error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type ExecEnd = z.infer<typeof ExecEnd>;

/** Bounds of an exec socket: bytes of one message, seconds without input or output, seconds in all. */
export const execLimits = { messageBytes: 256 * 1024, idleSeconds: 30 * 60, seconds: 12 * 3600 } as const;
