import type { Check } from "@sluice/contract";
import { baseWarning } from "../core/packages/base-generations.ts";
import type { Refresh } from "../core/packages/refresh.ts";

const dayMs = 86_400_000;

/** How old the bases are that something stands on, and until when they are mended. `hours`: how often they are refreshed. */
export async function checkBases(bases: Pick<Refresh, "status">, hours: number, now: string): Promise<readonly Check[]> {
  const used = (await bases.status()).filter(({ checked }) => checked !== null);
  return used.map(({ base, checked, changed, fullSupport, problem }): Check => {
    const days = (moment: string | null): number => Math.floor((Date.parse(now) - Date.parse(moment ?? now)) / dayMs);
    const part = `base ${base}`;
    const found = `checked ${days(checked)} days ago, changed ${days(changed)} days ago`;
    const end = baseWarning(base, now.slice(0, 10));
    if (problem !== null) return { part, state: "warn", found: problem, todo: `Try again: sluice bases refresh ${base}` };
    if (hours > 0 && days(checked) * 24 > 2 * hours)
      return { part, state: "warn", found, todo: `Make it again: sluice bases refresh ${base}` };
    if (end !== null) return { part, state: "warn", found: end, todo: "Tell its tools to move." };
    const support = fullSupport < now.slice(0, 10) ? `; long-term support only since ${fullSupport}` : "";
    return { part, state: "ok", found: `${found}${support}`, todo: "" };
  });
}
