import { Moment, type ReleaseFile } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";

/** The deployment's part of a log: the build's log while that is open, else one of its own. */
export interface DeploymentLog {
  say(...texts: readonly string[]): Promise<void>;
  /** What the process itself printed: the pusher must see it to mend it. */
  quote(lines: readonly string[]): Promise<void>;
  /** Ends the release's own log. A build's log is ended by who began it. */
  close(): Promise<void>;
}

export async function openDeploymentLog(logs: Logs, clock: Clock, file: ReleaseFile): Promise<DeploymentLog> {
  const ofBuild = file.build === null ? null : `build-${file.build}`;
  const own = `release-${file.tool}-${file.release}`;
  const name = ofBuild !== null && !(await logs.isComplete(ofBuild)) ? ofBuild : own;
  // a release that is brought to life again: its log begins anew, as an ended one takes no line
  if (name === own && (await logs.isComplete(own))) await logs.remove(own);
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
