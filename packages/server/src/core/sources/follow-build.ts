import type { BuildId } from "@sluice/contract";
import type { BuildRow } from "../ports/store.ts";
import { logName } from "../builds/build-log.ts";
import type { PushDeps } from "./push-deps.ts";
import { pushLine } from "./push-line.ts";

/** Shows a build's log, without the line that was said already, until the build has ended. Null when the signal ended it before. */
export async function followBuild(
  { store, logs, pause }: Pick<PushDeps, "store" | "logs" | "pause">,
  id: BuildId,
  say: (line: string) => void,
  signal: AbortSignal,
  already: string,
): Promise<BuildRow | null> {
  let from = 0;
  for (;;) {
    for await (const line of logs.read(logName(id), { from, follow: true }, signal)) {
      from = line.n + 1;
      const shown = pushLine(line);
      if (shown !== null && shown !== already) say(shown);
    }
    if (signal.aborted) return null;
    const build = await store.build(id);
    if (build === null) return null;
    if (build.ended !== null) return build;
    // A log that nobody has written to yet reads as complete.
    await pause(25, signal);
  }
}
