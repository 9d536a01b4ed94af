import type { ReleaseNumber, RunId, ToolName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { MailStore } from "../ports/mail.ts";
import type { RunLimits, RunStore } from "../ports/run-store.ts";
import type { Launch, Runtime } from "../ports/runtime.ts";

export interface RunsDependencies {
  readonly store: RunStore & Pick<MailStore, "mailAddresses">;
  readonly runtime: Pick<Runtime, "prepare" | "run" | "removeRun" | "runs" | "list">;
  readonly logs: Logs;
  readonly clock: Clock;
  /** The tool's settings as its processes see them. */
  readonly settings: (tool: ToolName, release: ReleaseNumber) => Promise<Pick<Launch, "env" | "files">>;
  /** Where visitors find the tool. */
  readonly urlOf: (tool: ToolName) => string;
  /** Takes secret values out of a line before it is kept. */
  readonly redact?: (tool: ToolName, release: ReleaseNumber) => Promise<(text: string) => string>;
  readonly limits: RunLimits;
  /** False: there is no server to send mail by, and none is written. */
  readonly sendsMail: boolean;
  readonly onMail: () => void;
}

/** The run went to another server, or its tool is gone: nothing more may be written. */
export class RunLost extends Error {
  override readonly name = "RunLost";
  constructor(run: RunId) {
    super(`the lease on run ${run} ended`);
  }
}

/** Somebody wants it to end; the message is why. */
export class RunCancelled extends Error {
  override readonly name = "RunCancelled";
}
