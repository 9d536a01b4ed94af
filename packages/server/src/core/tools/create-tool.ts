import { isEmbargo, SluiceError, type Moment, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Sources } from "../ports/sources.ts";
import type { ToolStore } from "../ports/store.ts";
import { reservedNames } from "./reserved-names.ts";

interface Dependencies {
  readonly store: Pick<ToolStore, "createTool" | "tool">;
  readonly sources: Pick<Sources, "create">;
  readonly clock: Clock;
}

/**
 * Creates a tool with its repository; the user becomes its maintainer. The repository comes first and may be made
 * twice: a crash between leaves an empty one that the next try uses.
 */
export async function createTool(deps: Dependencies, name: ToolName, user: UserName): Promise<void> {
  if (reservedNames.has(name)) throw new SluiceError("invalid-request", `${name} is reserved for the platform.`, { path: "body.name" });
  if (isEmbargo(name))
    throw new SluiceError("invalid-request", `${name} is reserved for embargoes: sluice embargo open makes one.`, { path: "body.name" });
  if ((await deps.store.tool(name)) !== null) throw taken(name);
  await deps.sources.create(name);
  const created = deps.clock.now() as Moment;
  if (!(await deps.store.createTool({ name, created, createdBy: user }, user))) throw taken(name);
}

function taken(name: ToolName): SluiceError {
  return new SluiceError("already-exists", `There is already a tool ${name}.`);
}
