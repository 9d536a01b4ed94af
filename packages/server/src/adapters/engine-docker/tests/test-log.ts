import { commandName } from "../../../core/manifest/plan-tests.ts";
import type { BuildLine, TestStage } from "../../../core/ports/engine.ts";
import type { ContainerOutput } from "../container/run-container.ts";
import { hintsAtFullDisk } from "../disk-shortage.ts";
import { hintsAtPids } from "../exit-codes.ts";
import { commandMark, endedMark, saidMark } from "./test-script.ts";

export const testStep = "test";

export interface TestLog extends ContainerOutput {
  /** The command that failed first, with its stage; while none has, the one that was begun last; null: none was. */
  command(): string | null;
  sawPidsHint(): boolean;
  sawFullDiskHint(): boolean;
}

/** Turns what the tests print into lines of the build log, under a step of their own, or one for each stage. */
export function createTestLog(say: (line: BuildLine) => void, stages: readonly TestStage[]): TestLog {
  const begun = new Map<TestStage, string>();
  let [last, failed]: [string | null, string | null] = [null, null];
  let pids = false;
  let fullDisk = false;
  const stepOf = (stage: TestStage | undefined): string =>
    stage === undefined || stage.name === null ? testStep : `${testStep} ${stage.name}`;
  const notice = (stage: TestStage, text: string): void => say({ kind: "notice", step: stepOf(stage), text });
  const take = (kind: "output" | "error-output", text: string, stage?: TestStage): void => {
    pids ||= hintsAtPids(text);
    fullDisk ||= hintsAtFullDisk(text);
    say({ kind, step: stepOf(stage), text });
  };

  /** True when it was a mark. */
  function begins(text: string): boolean {
    const found = numbers(text, commandMark);
    const stage = stages[(found?.[0] ?? 0) - 1];
    const command = stage?.commands[Number(found?.[1] ?? 0) - 1];
    if (stage === undefined || command === undefined) return false;
    const name = commandName(command);
    last = stage.name === null ? name : `${stage.name}: ${name}`;
    begun.set(stage, last);
    notice(stage, name);
    return true;
  }
  function ends(text: string): boolean {
    const found = numbers(text, endedMark);
    const stage = stages[(found?.[0] ?? 0) - 1];
    if (found === null || stage === undefined) return false;
    const code = found[1];
    const waited = stage.needs.map((need) => stages[need]?.name).join(" or ");
    if (code === "0") notice(stage, "passed");
    else if (code === "-") notice(stage, `not run: ${waited} did not pass`);
    else notice(stage, `failed (exit ${code})`);
    if (code !== "0" && code !== "-") failed ??= begun.get(stage) ?? stage.name;
    return true;
  }
  return {
    onOutput(line) {
      if (begins(line) || ends(line)) return;
      const said = numbers(line, saidMark);
      const stage = stages[(said?.[0] ?? 0) - 1];
      if (said === null || stage === undefined) return take("output", line);
      if (!begins(said[1])) take("output", said[1], stage);
    },
    onError: (line) => take("error-output", line),
    command: () => failed ?? last,
    sawPidsHint: () => pids,
    sawFullDiskHint: () => fullDisk,
  };
}

/** `::said 2 text`: the number, and what follows. */
function numbers(line: string, mark: string): readonly [number, string] | null {
  if (!line.startsWith(mark)) return null;
  const found = /^(\d+) ?(.*)$/s.exec(line.slice(mark.length));
  return found === null ? null : [Number(found[1]), found[2] ?? ""];
}
