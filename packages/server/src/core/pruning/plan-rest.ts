import { type Digest, type PrunedKind, ToolName } from "@sluice/contract";
import type { BuildCache, EngineImage, PlatformImage } from "../ports/engine-stock.ts";
import type { StoredLog } from "../ports/logs.ts";
import type { StoredToolLog } from "../ports/kept-logs.ts";
import type { OldBuild } from "../ports/named-image-store.ts";
import { ownerOf } from "../previews/run-name.ts";
import type { Stepwise } from "./in-turns.ts";
import type { Names } from "./names.ts";
import type { Fate } from "./plan-images.ts";
import { pressedCachesMs, type PruneRules } from "./rules.ts";

/** One thing that takes room beside manifests, with what becomes of it. */
export interface Thing extends Fate {
  readonly kind: PrunedKind;
  /** As its part of the platform names it. */
  readonly name: string;
  readonly tool: ToolName | null;
  readonly bytes: number;
  /** An engine's copy that goes although its image stays. */
  readonly early?: Digest;
  /** A package set's or a base's, as the engine knows it; `used` is what is known of its last use. */
  readonly platform?: Pick<PlatformImage, "kind" | "name"> & { readonly used: string | null };
}

export interface RestFacts {
  readonly rules: PruneRules;
  readonly now: number;
  /** The disk has little room: what can be had again goes early. */
  readonly pressed: boolean;
  /** When each tool that there is was built last, null: never. */
  readonly tools: ReadonlyMap<ToolName, string | null>;
  /** What previews run under; they log under it too. */
  readonly previews: ReadonlySet<string>;
  readonly busy: ReadonlySet<ToolName>;
  readonly names: Names;
  readonly fates: ReadonlyMap<Digest, Fate>;
  /** What the registry has: it can be pulled again. */
  readonly inRegistry: ReadonlySet<Digest>;
  readonly copies: readonly EngineImage[];
  readonly caches: readonly BuildCache[];
  readonly kept: readonly StoredToolLog[];
  readonly builds: readonly OldBuild[];
  readonly logs: readonly StoredLog[];
  readonly knownBuilds: ReadonlySet<number>;
  readonly knownRuns: ReadonlySet<number>;
}

export const stays = (why: string): Fate => ({ fate: "stays", why });
export const goes = (why: string): Fate => ({ fate: "goes", why });
export const waits = (why: string): Fate => ({ fate: "waits", why });
export const days = (ms: number): string => `${Math.round(ms / 86_400_000)} days`;

export function* planRest(facts: RestFacts): Stepwise<readonly Thing[]> {
  const old = new Map(facts.builds.map((build) => [build.id, build]));
  const logs: Thing[] = [];
  for (const log of facts.logs) {
    logs.push(thingOfLog(facts, old, log));
    yield;
  }
  const withLog = new Set(logs.map(({ name }) => name));
  const copies: Thing[] = [];
  for (const copy of facts.copies) {
    copies.push({ ...fateOfCopy(facts, copy), kind: "engine-image", ...nameOfCopy(copy), bytes: copy.bytes });
    yield;
  }
  return [
    ...copies,
    ...facts.caches.map((cache): Thing => ({
      ...fateOfCache(facts, cache),
      kind: "cache",
      name: cache.tool,
      tool: toolOf(cache.tool),
      bytes: 0,
    })),
    ...facts.kept.map((kept): Thing => ({
      ...fateOfKept(facts, kept),
      kind: "tool-log",
      name: kept.tool,
      tool: ownerOf(kept.tool),
      bytes: kept.bytes,
    })),
    ...logs,
    // a build whose log is gone already, or never was
    ...facts.builds
      .filter(({ id }) => !withLog.has(`build-${id}`))
      .map(({ id, tool }): Thing => ({ ...fateOfBuild(facts), kind: "build", name: `build-${id}`, tool, bytes: 0 })),
  ];
}

const toolOf = (name: string): ToolName | null => ToolName.safeParse(name).data ?? null;

function nameOfCopy({ name }: EngineImage): Pick<Thing, "name" | "tool"> {
  return { name, tool: toolOf(name.slice(name.indexOf("/") + 1, name.lastIndexOf("@"))) };
}

/** The engine's copy follows its image. What is kept for going back alone may be pulled again. */
function fateOfCopy({ names, fates, inRegistry, pressed }: RestFacts, { digest }: EngineImage): Fate & Pick<Thing, "early"> {
  const fate = fates.get(digest) ?? stays("it is new");
  const isSpare = fate.fate === "stays" && names.get(digest)?.isSpare === true;
  if (!pressed || !isSpare || !inRegistry.has(digest)) return fate;
  return { ...goes("it runs nowhere, the registry has it too, and the disk has little room"), early: digest };
}

function fateOfCache({ tools, busy, rules, pressed, now }: RestFacts, { tool: name, used }: BuildCache): Fate {
  const tool = toolOf(name);
  const built = tool === null ? null : (tools.get(tool) ?? null);
  const unused = now - Math.max(Date.parse(used), built === null ? 0 : Date.parse(built));
  if (tool !== null && busy.has(tool)) return stays("a build of its tool goes on or waits");
  if (tool === null || !tools.has(tool)) {
    return unused >= rules.graceMs ? goes("its tool is deleted") : waits("its tool is deleted; its grace is not over");
  }
  if (unused >= rules.cachesMs) return goes(`no build has used it for ${days(rules.cachesMs)}`);
  if (pressed && unused >= pressedCachesMs) return goes("no build has used it for a day, and the disk has little room");
  return stays("the next build of its tool is quicker with it");
}

function fateOfKept({ tools, previews, rules, now }: RestFacts, { tool, written }: StoredToolLog): Fate {
  if (tools.has(tool) || previews.has(tool)) return stays("bounded by its own size and age");
  return now - Date.parse(written) >= rules.graceMs ? goes("its tool is gone") : waits("its tool is gone; its grace is not over");
}

const fateOfBuild = ({ rules }: RestFacts): Fate =>
  goes(`it ended more than ${days(rules.buildsMs)} ago, and ${rules.builds} newer ones of its tool are kept`);

function thingOfLog(facts: RestFacts, old: ReadonlyMap<number, OldBuild>, { log, bytes, written, open }: StoredLog): Thing {
  const age = facts.now - Date.parse(written);
  const [, kind, rest = ""] = /^(build|run|release|component-release)-(.+)$/.exec(log) ?? [];
  const thing = { kind: "log" as const, name: log, tool: null, bytes };
  if (open) return { ...thing, ...stays("it is being written") };
  if (kind === "build") {
    const build = old.get(Number(rest));
    if (build !== undefined) return { ...thing, kind: "build", tool: build.tool, ...fateOfBuild(facts) };
    if (facts.knownBuilds.has(Number(rest))) return { ...thing, ...stays("its build is kept") };
    return { ...thing, ...orphan(facts, age, "its build is gone") };
  }
  if (kind === "run") {
    if (facts.knownRuns.has(Number(rest))) return { ...thing, ...stays("its run is kept") };
    return { ...thing, ...orphan(facts, age, "its run is gone") };
  }
  const name = rest.slice(0, rest.lastIndexOf("-"));
  const tool = kind === "release" ? toolOf(name) : null;
  const isKnown = facts.previews.has(name) || (tool !== null && facts.tools.has(tool));
  if (kind === "release" && !isKnown) return { ...thing, tool, ...orphan(facts, age, "its tool is gone") };
  if (age >= facts.rules.buildsMs) return { ...thing, tool, ...goes(`it was written more than ${days(facts.rules.buildsMs)} ago`) };
  return { ...thing, tool, ...stays("it is young") };
}

function orphan({ rules }: RestFacts, age: number, why: string): Fate {
  return age >= rules.graceMs ? goes(why) : waits(`${why}; its grace is not over`);
}
