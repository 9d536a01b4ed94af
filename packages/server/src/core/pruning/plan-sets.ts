import { offeredAmong, type OfferedSet } from "../languages/offered-sets.ts";
import type { PlatformImage } from "../ports/engine-stock.ts";
import type { KnownSet } from "../ports/package-store.ts";
import type { Fate } from "./plan-images.ts";
import { days, goes, stays, type Thing, waits } from "./plan-rest.ts";
import { pressedCachesMs, type PruneRules } from "./rules.ts";

export interface SetsFacts {
  readonly rules: Pick<PruneRules, "graceMs" | "setsMs">;
  readonly now: number;
  /** The disk has little room: what can be baked again goes early. */
  readonly pressed: boolean;
  readonly rows: readonly KnownSet[];
  /** Sets with a run image in the registry, and when it was pushed. */
  readonly pushed: ReadonlyMap<string, number>;
  readonly images: readonly PlatformImage[];
  /** Names of the sets that images stand on which stay, and what stands on each. */
  readonly standing: ReadonlyMap<string, string>;
  /** Made ahead for first builds. */
  readonly ahead: readonly OfferedSet[];
}

export interface SetsPlan {
  readonly things: readonly Thing[];
  /** By the set's name: the fate of its run image in the registry too. */
  readonly sets: ReadonlyMap<string, Fate>;
}

/** Decides over package sets and bases: what no image stands on and no build has used for long goes. */
export function planSets(facts: SetsFacts): SetsPlan {
  const rows = new Map(facts.rows.map((row) => [row.name, row]));
  const images = new Map<string, PlatformImage[]>();
  for (const image of facts.images) if (image.kind === "set") images.set(image.name, [...(images.get(image.name) ?? []), image]);
  const isAhead = offeredAmong(facts.ahead);
  const sets = new Map<string, Fate>();
  const things: Thing[] = [];
  for (const name of new Set([...rows.keys(), ...facts.pushed.keys(), ...images.keys()])) {
    const row = rows.get(name);
    const own = images.get(name) ?? [];
    const fate = fateOfSet(facts, name, row, own, row !== undefined && isAhead(row));
    sets.set(name, fate);
    const bytes = own.reduce((sum, image) => sum + image.bytes, 0);
    things.push({
      ...fate,
      kind: "package-set",
      name: nameOf(name, row),
      tool: null,
      bytes,
      platform: { kind: "set", name, used: row?.used ?? null },
    });
  }
  const needed = new Set<string>(facts.ahead.map(({ base }) => base));
  for (const { name, base } of facts.rows) if (sets.get(name)?.fate !== "goes") needed.add(base);
  const others = facts.images.flatMap((image): readonly Thing[] => {
    const { kind, name, bytes } = image;
    if (kind === "set") return [];
    const platform = { kind, name, used: null };
    if (kind === "former") return [{ ...fateOfFormer(facts, image), kind: "former-image", name, tool: null, bytes, platform }];
    return [{ ...fateOfBase(facts, image, needed.has(name)), kind: "base-image", name, tool: null, bytes, platform }];
  });
  return { things: [...things, ...others], sets };
}

function nameOf(name: string, row: KnownSet | undefined): string {
  if (row === undefined) return `set ${name}`;
  const packages = row.packages.length === 0 ? "no packages" : row.packages.join(", ");
  return `${row.side} ${row.base} ${name.slice(0, 12)}: ${packages}`;
}

function fateOfSet(
  { rules, now, pressed, pushed, standing }: SetsFacts,
  name: string,
  row: KnownSet | undefined,
  images: readonly PlatformImage[],
  isAhead: boolean,
): Fate {
  const standsOnIt = standing.get(name);
  if (standsOnIt !== undefined) return stays(`${standsOnIt} stands on it`);
  if (isAhead) return stays("it is made ahead for first builds");
  if (images.some(({ isUsed }) => isUsed)) return stays("a container is made of it");
  // an image that is just being made comes before its row
  const since = row === undefined ? newest([pushed.get(name) ?? 0, ...images.map(madeAt)]) : Date.parse(row.used);
  if (row === undefined) return afterGrace(now - since >= rules.graceMs, "no build uses it");
  if (now - since >= rules.setsMs) return goes(`no build has used it for ${days(rules.setsMs)}`);
  if (pressed && now - since >= pressedCachesMs) return goes("no build has used it for a day, and the disk has little room");
  return waits(`a build used it on ${row.used.slice(0, 10)}; it goes when none does for ${days(rules.setsMs)}`);
}

function fateOfBase({ rules, now, pressed }: SetsFacts, image: PlatformImage, isNeeded: boolean): Fate {
  if (isNeeded) return stays("package sets stand on it");
  if (image.isUsed) return stays("a container is made of it");
  return afterGrace(pressed || now - madeAt(image) >= rules.graceMs, "no package set stands on it");
}

function fateOfFormer({ rules, now, pressed }: SetsFacts, image: PlatformImage): Fate {
  if (image.isUsed) return waits("it was made again; a container of the former one is still there");
  return afterGrace(now - madeAt(image) >= (pressed ? Math.min(rules.graceMs, youngMs) : rules.graceMs), "it was made again");
}

/** One that is being made has no name for a moment. */
const youngMs = 3600_000;

const madeAt = ({ made }: PlatformImage): number => Date.parse(made);
const newest = (moments: readonly number[]): number => Math.max(...moments);
const afterGrace = (isOver: boolean, why: string): Fate => (isOver ? goes(why) : waits(`${why}; its grace is not over`));
