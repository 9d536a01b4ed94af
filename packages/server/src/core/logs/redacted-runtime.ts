import type { ToolName } from "@sluice/contract";
import type { Instance, RunLine, Runtime } from "../ports/runtime.ts";
import { createLineRedactor } from "./redact-lines.ts";
import type { Redaction } from "./redaction.ts";

/** A runtime that tells what processes print without the registered secrets of their tool. */
export function redactedRuntime(runtime: Runtime, redaction: Redaction): Runtime {
  const tools = new Map<string, ToolName>();
  const note = (instances: readonly Instance[]): readonly Instance[] => {
    for (const { id, tool } of instances) tools.set(id, tool);
    return instances;
  };
  async function toolOf(id: string): Promise<ToolName | null> {
    if (!tools.has(id)) note(await runtime.list());
    return tools.get(id) ?? null;
  }

  return {
    ...runtime,
    async start(request) {
      const instance = await runtime.start(request);
      note([instance]);
      return instance;
    },
    async stop(id, graceSeconds) {
      await runtime.stop(id, graceSeconds);
      tools.delete(id);
    },
    async check(id, command, timeoutMs) {
      const found = await runtime.check(id, command, timeoutMs);
      const tool = await toolOf(id);
      if (tool === null) return { ...found, answer: "" };
      const redactor = await redaction.of(tool);
      const cutter = createLineRedactor();
      const shown = cutter.line(redactor, "", found.answer);
      return { ...found, answer: [shown, ...cutter.end().map(({ text }) => text)].join("") };
    },
    list: async (tool) => note(await runtime.list(tool)),
    async lastLines(id, count) {
      const tool = await toolOf(id);
      // gone by now: it has no lines either
      if (tool === null) return [];
      const redactor = await redaction.of(tool);
      const cutter = createLineRedactor();
      const shown = (await runtime.lastLines(id, count)).map((text) => cutter.line(redactor, "", text));
      return [...shown, ...cutter.end().map(({ text }) => text)];
    },
    async run(request, say, signal) {
      const redactor = await redaction.of(request.tool);
      const cutter = createLineRedactor();
      let last: RunLine | null = null;
      const end = await runtime.run(
        request,
        (line) => {
          last = line;
          say({ ...line, text: cutter.line(redactor, line.stream, line.text) });
        },
        signal,
      );
      const line = lastOf(last);
      if (line !== null) for (const { text } of cutter.end()) say({ ...line, text });
      return end;
    },
  };
}

/** Assigned in a callback, which the compiler does not follow. */
function lastOf(line: RunLine | null): RunLine | null {
  return line;
}
