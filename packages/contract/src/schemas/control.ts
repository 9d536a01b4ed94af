import { z } from "zod";
import { Moment, RunName } from "../ids.ts";

/** How the remote control repository is. */
export const ControlRemote = z.object({
  /** Without credentials. */
  url: z.string(),
  /** synced: we have what it has. lost: it does not answer. refused: what it says cannot be followed. */
  state: z.enum(["synced", "lost", "refused"]),
  reason: z.string(),
  /** When it was last read. */
  fetched: Moment.nullable(),
  /** Over ssh: the key that the remote must let in, for its list of keys. */
  publicKey: z.string().nullable(),
});
export type ControlRemote = z.infer<typeof ControlRemote>;

export const ControlStatus = z.object({
  /** Where to clone it from. */
  git: z.string(),
  head: z.string().nullable(),
  remote: ControlRemote.nullable(),
  /** Tools whose file cannot be read; each with path and line. What runs of them goes on. */
  broken: z.array(z.object({ tool: RunName, problem: z.string() })),
});
export type ControlStatus = z.infer<typeof ControlStatus>;
