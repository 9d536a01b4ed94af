import type { RunName } from "@sluice/contract";
import type { Redactor } from "./redactor.ts";

/** Knows each tool's secrets, for whoever writes or shows what the tool's code says. */
export interface Redaction {
  /** Of a tool; a preview has its tool's. */
  of(run: RunName): Promise<Redactor>;
}
