import { BuildId, LogLine, RunName, type ToolName } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { BuildStore } from "../ports/store.ts";
import { createLineRedactor, type LineRedactor } from "./redact-lines.ts";
import type { Redaction } from "./redaction.ts";

type NewLine = Omit<LogLine, "n">;

/** Lines of one writer go on with each other. */
function writerText({ stream, step }: Pick<NewLine, "stream" | "step">): string {
  return `${stream} ${step}`;
}

function writerOf(text: string): Pick<NewLine, "stream" | "step"> {
  const at = text.indexOf(" ");
  return { stream: LogLine.shape.stream.parse(text.slice(0, at)), step: text.slice(at + 1) };
}

/** Logs in which no registered secret is ever written. Whose log it is says its name: `build-57`, `release-foo-42`. */
export function redactedLogs(logs: Logs, redaction: Redaction, store: Pick<BuildStore, "build">): Logs {
  const tools = new Map<string, ToolName | null>();
  const open = new Map<string, { readonly cutter: LineRedactor; readonly at: NewLine["at"] }>();

  async function toolOf(log: string): Promise<ToolName | null> {
    const known = tools.get(log);
    if (known !== undefined) return known;
    const id = BuildId.safeParse(/^build-(\d+)$/.exec(log)?.[1]);
    const named = RunName.safeParse(/^[a-z]+-(.+)-\d+$/.exec(log)?.[1]);
    const tool = id.success ? ((await store.build(id.data))?.tool ?? null) : named.success ? named.data : null;
    tools.set(log, tool);
    return tool;
  }
  /** What an overlong line held back and nothing went on with. */
  function rest(log: string): readonly NewLine[] {
    const last = open.get(log);
    tools.delete(log);
    open.delete(log);
    if (last === undefined) return [];
    return last.cutter.end().map(({ from, text }) => ({ ...writerOf(from), at: last.at, text }));
  }

  return {
    ...logs,
    async append(log, given) {
      const tool = await toolOf(log);
      if (tool === null) return logs.append(log, given);
      const redactor = await redaction.of(tool);
      const cutter = open.get(log)?.cutter ?? createLineRedactor();
      const last = given.at(-1);
      if (last !== undefined) open.set(log, { cutter, at: last.at });
      await logs.append(
        log,
        given.map((line) => ({ ...line, text: cutter.line(redactor, writerText(line), line.text) })),
      );
    },
    async complete(log) {
      const held = rest(log);
      if (held.length > 0) await logs.append(log, held);
      await logs.complete(log);
    },
    async remove(log) {
      rest(log);
      await logs.remove(log);
    },
  };
}
