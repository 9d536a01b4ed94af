import { type Embargo, type EmbargoTitle, type Moment, SluiceError, ToolName, type UserName } from "@sluice/contract";
import type { Clock, Random } from "../ports/clock.ts";
import type { EmbargoStore } from "../ports/embargo-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { AccessStore, ToolStore } from "../ports/store.ts";

interface Dependencies {
  readonly store: Pick<EmbargoStore, "openEmbargo" | "embargo" | "embargoes"> & Pick<AccessStore, "user"> & Pick<ToolStore, "tool">;
  readonly sources: Pick<Sources, "create">;
  readonly clock: Clock;
  readonly random: Random;
}

export interface EmbargoWish {
  readonly of: ToolName;
  readonly title: EmbargoTitle;
  readonly by: UserName;
  readonly members: readonly UserName[];
}

/** 80 bits: the name is also a host name, which is all that keeps strangers from what runs there. */
const nameBytes = 10;

/**
 * Makes the tool in which embargoed work is done. As with every tool, its repository comes first: a crash between leaves
 * an empty one under a name that is never given again. A title is compared with those that the opener sees, so that
 * nobody learns of another by a refusal.
 */
export async function openEmbargo(deps: Dependencies, { of, title, by, members }: EmbargoWish): Promise<Embargo> {
  const { store, sources, clock, random } = deps;
  if ((await store.embargo(of)) !== null)
    throw new SluiceError("invalid-request", `${of} is an embargo itself: open another one of its tool.`);
  for (const user of members) if ((await store.user(user)) === null) throw new SluiceError("not-found", `There is no user ${user}.`);
  const same = (await store.embargoes({ user: by, of })).find((one) => one.title === title);
  if (same !== undefined) throw new SluiceError("already-exists", `There is an embargo ${title} of ${of} already.`);
  const name = ToolName.parse(`embargo-${random.hex(nameBytes)}`);
  await sources.create(name);
  const created = clock.now() as Moment;
  const opened = await store.openEmbargo({ name, created, createdBy: by }, { of, title }, members);
  const embargo = opened ? await store.embargo(name) : null;
  if (embargo === null) throw new SluiceError("unavailable", "The embargo could not be opened.");
  return embargo;
}
