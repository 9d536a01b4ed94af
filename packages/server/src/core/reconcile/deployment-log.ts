import { Moment, type ReleaseFile } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import { releaseLogName } from "../releases/release-log.ts";

/** The deployment's part of a log: the build's log while that is open, else one of its own. */
export interface DeploymentLog {
  say(...texts: readonly string[]): Promise<void>;
  /** What the process itself printed: the pusher must see it to mend it. */
  quote(lines: readonly string[]): Promise<void>;
  /** Ends the release's own log. A build's log is ended by who began it. */
  close(): Promise<void>;
}

export async function openDeploymentLog(
  logs: Logs,
  clock: Clock,
  file: Pick<ReleaseFile, "tool" | "release" | "build">,
): Promise<DeploymentLog> {
  const ofBuild = file.build === null ? null : `build-${file.build}`;
  const own = releaseLogName(file.tool, file.release);
  const name = ofBuild !== null && !(await logs.isComplete(ofBuild)) ? ofBuild : own;
  // A release may be deployed again: after a restart in between, or because a person's commit says it again.
  if (name === own) await logs.reopen(own);
  const write = async (texts: readonly string[]): Promise<void> => {
    if (texts.length === 0) return;
    const at = Moment.parse(clock.now());
    await logs.append(
      name,
      // What is indented explains the line above, and stands without a step of its own.
      texts.map((text) => ({ at, stream: "sluice" as const, step: text.startsWith("  ") ? "" : "deploy", text })),
    );
  };
  return {
    say: (...texts) => write(texts),
    quote: (lines) => write(lines),
    close: async () => {
      if (name === own) await logs.complete(own);
    },
  };
}
