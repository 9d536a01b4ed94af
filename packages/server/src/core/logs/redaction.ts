import type { ToolName } from "@sluice/contract";
import type { Redactor } from "./redactor.ts";

/** Knows each tool's secrets, for whoever writes or shows what the tool's code says. */
export interface Redaction {
  of(tool: ToolName): Promise<Redactor>;
}
