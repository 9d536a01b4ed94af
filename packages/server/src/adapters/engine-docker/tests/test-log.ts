import { commandName } from "../../../core/manifest/plan-tests.ts";
import type { BuildLine } from "../../../core/ports/engine.ts";
import type { ContainerOutput } from "../container/run-container.ts";
import { hintsAtFullDisk } from "../disk-shortage.ts";
import { hintsAtPids } from "../exit-codes.ts";
import { commandMark } from "./test-script.ts";

export const testStep = "test";

export interface TestLog extends ContainerOutput {
  /** The command that was begun last; null: none was. */
  command(): string | null;
  sawPidsHint(): boolean;
  sawFullDiskHint(): boolean;
}

/** Turns what the tests print into lines of the build log, under a step of their own. */
export function createTestLog(say: (line: BuildLine) => void, commands: readonly string[]): TestLog {
  let command: string | null = null;
  let pids = false;
  let fullDisk = false;
  const take = (kind: "output" | "error-output", text: string): void => {
    pids ||= hintsAtPids(text);
    fullDisk ||= hintsAtFullDisk(text);
    say({ kind, step: testStep, text });
  };
  return {
    onOutput(line) {
      const next = line.startsWith(commandMark) ? commands[Number(line.slice(commandMark.length)) - 1] : undefined;
      if (next === undefined) return take("output", line);
      command = commandName(next);
      say({ kind: "notice", step: testStep, text: command });
    },
    onError: (line) => take("error-output", line),
    command: () => command,
    sawPidsHint: () => pids,
    sawFullDiskHint: () => fullDisk,
  };
}
