import { type Acceptance, isEmbargo, type Moment, type NewAcceptance, SluiceError, type UserName } from "@sluice/contract";
import type { AcceptanceStore } from "../ports/acceptance-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { ToolStore } from "../ports/store.ts";

export interface AcceptDependencies {
  readonly store: AcceptanceStore & Pick<ToolStore, "tool">;
  readonly clock: Clock;
}

const day = 24 * 3600_000;
/** A finding that nobody looks at again after a year is forgotten, not accepted. */
const mostDays = 366;
/** Each scan that is judged reads those of its tool and those of all. */
const most = 5000;

/** Takes findings as they are until a moment. They need not be known yet: a scanner may tell of them tomorrow. */
export async function acceptFindings(
  { store, clock }: AcceptDependencies,
  by: UserName,
  { findings, tool: named, until, why }: NewAcceptance,
): Promise<readonly Acceptance[]> {
  const at = clock.now() as Moment;
  const tool = named ?? null;
  const left = Date.parse(until) - Date.parse(at);
  if (left <= 0) throw new SluiceError("invalid-request", `${until} is over: give a moment to come.`, { path: "body.until" });
  if (left > mostDays * day) {
    const message = `${until} is too far: findings are accepted for ${mostDays} days at most, and then again by whoever looks at them.`;
    throw new SluiceError("invalid-request", message, { path: "body.until" });
  }
  // the list of what is accepted must not tell of an embargo
  if (tool !== null && (isEmbargo(tool) || (await store.tool(tool)) === null))
    throw new SluiceError("not-found", `There is no tool ${tool}.`);
  const different = new Map(findings.map((finding) => [finding.toUpperCase(), finding]));
  if ((await store.countAcceptances()) + different.size > most) {
    throw new SluiceError("wrong-state", `${most} findings are accepted already: take some back, with sluice vulnerabilities unaccept.`);
  }
  return store.accept([...different.values()].map((finding) => ({ finding, tool, until, why, by, at })));
}
