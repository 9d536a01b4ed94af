import { basename } from "node:path";
import type { Output } from "../output.ts";
import { newestKnown } from "./newest-known.ts";
import { packDirectory } from "./pack-directory.ts";
import { knownCommits, sendCommit, type Destination } from "./send-commit.ts";
import type { Surrounding } from "./surrounding.ts";

export interface DirectoryToSend {
  readonly directory: string;
  readonly around: Surrounding | null;
  readonly ref: string;
  readonly options: readonly string[];
  readonly message: string | undefined;
  /** A directory for what git needs meanwhile. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** Sends a directory as it is now, and shows what the server says until it has decided: its reason, or null when all went well. */
export async function sendDirectory(
  to: Destination,
  { out }: { readonly out: Pick<Output, "line" | "note"> },
  wish: DirectoryToSend,
): Promise<string | null> {
  const { directory, around, scratch, signal } = wish;
  const known = around === null ? [] : await knownCommits(to, directory, signal);
  const message = wish.message ?? (around === null || around.subject === "" ? `Deploy ${basename(directory)}` : around.subject);
  const parent = await newestKnown(around, known, { directory, signal });
  const packed = await packDirectory({ directory, gitDir: scratch, around, borrow: true, message, parent, signal });
  for (const path of packed.leftOut) out.note(`${path} is a git repository of its own: its files are left out.`);
  const [link] = packed.outside;
  if (link !== undefined) {
    const more = packed.outside.length === 1 ? "" : ` and ${packed.outside.length - 1} more`;
    out.note(`${link}${more}: a link out of the directory is sent as a link, without what it leads to.`);
  }
  const head = around?.head ?? null;
  const from = head === null ? "" : `, from ${head.slice(0, 7)}${around?.changed === true ? " with uncommitted changes" : ""}`;
  out.note(`Sending ${packed.files} file${packed.files === 1 ? "" : "s"} of ${directory}${from}.`);
  const options = [`from=${head ?? "none"}`, `changed=${around?.changed ?? false}`, ...wish.options];
  const { ref } = wish;
  return (await sendCommit(to, { gitDir: scratch, commit: packed.commit, ref, options, signal, onLine: (line) => out.line(line) })).reason;
}
