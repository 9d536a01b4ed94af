import { SluiceError, type Fault, type ReleaseFile, type ToolName } from "@sluice/contract";
import type { Context } from "./context.ts";

export interface Rollback {
  readonly tool: ToolName;
  readonly failed: ReleaseFile;
  readonly control: string | null;
  readonly previous: ReleaseFile | null;
  readonly reason: string;
  readonly fault: Fault;
}

/** Commits what served before, unless somebody has changed the wish meanwhile. Killed in between, the next pass ends it. */
export async function rollBack(context: Context, rollback: Rollback): Promise<void> {
  const { tool, failed, control, previous, reason, fault } = rollback;
  await context.states.failed(tool, { release: failed.release, control, reason, fault });
  const what = previous === null ? `Stop ${tool}` : `Roll back ${tool} to v${previous.release}`;
  try {
    await context.control.commit(
      tool,
      previous,
      {
        author: { name: "Sluice", email: "sluice@localhost" },
        subject: `${what}: v${failed.release} never became healthy`,
        body: reason,
        trailers: {
          "Sluice-Rollback-Of": String(failed.release),
          ...(failed.build === null ? {} : { "Sluice-Build": String(failed.build) }),
        },
      },
      failed,
    );
  } catch (error) {
    // a newer wish stands in the control repository: it is deployed next
    if (!(error instanceof SluiceError && error.code === "wrong-state")) throw error;
  }
  await context.states.rolledBack(tool);
}
