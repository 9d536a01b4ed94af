import { Moment, type LogLine, type ReleaseFile } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { RunLine } from "../ports/runtime.ts";
import { releaseLogName } from "../releases/release-log.ts";

const commandStep = "release";

/** The deployment's part of a log: the build's log while that is open, else one of its own. */
export interface DeploymentLog {
  say(...texts: readonly string[]): Promise<void>;
  /** What the process itself printed: the pusher must see it to mend it. */
  quote(lines: readonly string[]): Promise<void>;
  /** One line of the release command's output, written soon. */
  take(line: RunLine): void;
  /** Resolves when all that was taken is on disk. */
  flushed(): Promise<void>;
  /** The output that was taken after `begin` was said last, also before a restart. */
  output(begin: string): Promise<readonly string[]>;
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
  let gathered: Omit<LogLine, "n">[] = [];
  let writing: Promise<void> | null = null;
  async function drain(): Promise<void> {
    while (gathered.length > 0) {
      const batch = gathered;
      gathered = [];
      await logs.append(name, batch);
    }
  }
  const gather = (line: Omit<LogLine, "n">): void => {
    gathered.push(line);
    writing ??= drain().finally(() => (writing = null));
    // the failure reaches whoever awaits flushed(); without this line it would also end the process
    writing.catch(() => undefined);
  };
  return {
    take: ({ at, stream, text }) => gather({ at: Moment.parse(at), stream, step: commandStep, text }),
    async flushed() {
      while (writing !== null || gathered.length > 0) await (writing ?? drain());
    },
    async output(begin) {
      let texts: string[] = [];
      for await (const { stream, step, text } of logs.read(name, { from: 0, follow: false }, new AbortController().signal)) {
        if (stream === "sluice" && text === begin) texts = [];
        if (stream !== "sluice" && step === commandStep) texts.push(text);
      }
      return texts;
    },
    say: (...texts) => write(texts),
    quote: (lines) => write(lines),
    close: async () => {
      if (name === own) await logs.complete(own);
    },
  };
}
