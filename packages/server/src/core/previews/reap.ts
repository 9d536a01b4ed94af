import { Moment } from "@sluice/contract";
import { clockSteps } from "../pruning/clock-watch.ts";
import { removeRelease } from "../releases/make-release.ts";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import { removeEnding } from "./remove-preview.ts";
import { previewOf } from "./run-name.ts";

type Dependencies = Omit<PreviewsDependencies, "times" | "urlOf" | "processStatus" | "condition" | "redaction">;

const author = "Sluice";

/**
 * Makes a reaper: each call looks at what is there and does what is left to do. Previews whose time is over end; ending
 * ones are removed step by step; a file in the control repository without a preview goes too. Whatever then runs
 * without a file is the reconciler's to stop.
 */
export function createReaper(deps: Dependencies): () => Promise<void> {
  let lookedAt: string | null = null;
  const step = clockSteps(deps.clock);
  let owed = 0;
  return async () => {
    // a preview lives so long, whatever somebody set the clock to meanwhile
    owed += step();
    if (owed !== 0) await deps.store.movePreviewEnds(owed);
    owed = 0;
    const now = Moment.parse(deps.clock.now());
    await deps.store.expirePreviews(now);
    for (const row of (await deps.store.previews(null)).filter(({ ending }) => ending)) {
      const expired = row.expires <= now;
      const gone = await removeEnding(deps, row, author, expired ? "Its time is over." : "It was deleted.");
      if (gone) await audit(deps, now, `${row.tool}/${row.name}`, expired ? "expired" : "deleted");
    }
    const head = await deps.control.head();
    if (head !== null && head !== lookedAt) await removeOrphans(deps, head, now);
    lookedAt = head;
  };
}

/** A preview has its row before its file, and loses it after: a file that has none is nobody's. */
async function removeOrphans(deps: Dependencies, head: string, now: Moment): Promise<void> {
  for (const run of await deps.control.changed(null, head)) {
    const key = previewOf(run);
    if (key === null || (await deps.control.read(run)) === null || (await deps.store.preview(key)) !== null) continue;
    await removeRelease(deps, run, author, "There is no such preview.");
    await deps.kept.remove(run);
    await audit(deps, now, `${key.tool}/${key.name}`, "orphan");
  }
}

async function audit({ store }: Dependencies, at: Moment, subject: string, why: string): Promise<void> {
  await store.audit({ at, user: "sluice", action: "preview.reap", subject, from: "", result: "done", detail: { why } });
}
