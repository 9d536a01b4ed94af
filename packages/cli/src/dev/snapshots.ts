import { mkdir } from "node:fs/promises";
import { packDirectory } from "../deploy/pack-directory.ts";
import { type Destination, sendCommit } from "../deploy/send-commit.ts";
import { surroundingOf } from "../deploy/surrounding.ts";

/** Commits of a directory as it is on the disk, kept in a repository beside it: its own git history is never touched. */
export interface Snapshots {
  /** Sends the directory as it is now and shows what the server says. */
  send(onLine: (line: string) => void, signal: AbortSignal): Promise<Outcome>;
}

/** `refused`: the server's words stand in the lines that it said. `unchanged`: the same files as the last time, nothing was sent. */
export type Outcome = "live" | "refused" | "unchanged";

export async function openSnapshots(directory: string, gitDir: string, to: Destination): Promise<Snapshots> {
  await mkdir(gitDir, { recursive: true });
  let sent: { readonly commit: string; readonly tree: string } | null = null;
  return {
    async send(onLine, signal) {
      const around = await surroundingOf(directory);
      const wish = { directory, gitDir, around, borrow: false, message: "As saved", parent: sent?.commit ?? null };
      const packed = await packDirectory({ ...wish, signal });
      if (packed.tree === sent?.tree) return "unchanged";
      const shipment = { gitDir, commit: packed.commit, ref: "refs/heads/main", force: true, options: [], onLine, signal };
      const { reason } = await sendCommit(to, shipment);
      sent = packed;
      return reason === null ? "live" : "refused";
    },
  };
}
