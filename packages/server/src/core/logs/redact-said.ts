import type { ToolName } from "@sluice/contract";
import type { SaidLine } from "../ports/runtime.ts";
import { createLineRedactor } from "./redact-lines.ts";
import type { Redaction } from "./redaction.ts";

/** Redacts what instances say; each of their streams goes on by itself. */
export function createSaidRedactor(redaction: Redaction) {
  const cutter = createLineRedactor();
  return async (tool: ToolName, lines: readonly SaidLine[]): Promise<readonly SaidLine[]> => {
    const redactor = await redaction.of(tool);
    return lines.map((line) => ({ ...line, text: cutter.line(redactor, `${line.instance} ${line.stream}`, line.text) }));
  };
}
