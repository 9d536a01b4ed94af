import { nearestKey } from "./nearest-key.ts";
import type { Path } from "./describe-issue.ts";
import { fillVariables } from "./fill-variables.ts";

type Node = Readonly<Record<string, unknown>>;

/** What is wrong, and the path in the file of what makes it so. */
export interface Problem {
  readonly path: Path;
  readonly text: string;
}

export interface Expanded {
  /** The manifest without templates: each pipeline says all that counts for it. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The templates of each pipeline, the nearest first. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
}

/** More than this is no manifest, whatever few lines it is made of. */
const mostCharacters = 512 * 1024;

/**
 * Puts templates into the pipelines that extend them, as they stand in the file: maps are merged, with the pipeline's own
 * keys over the template's, and everything else is replaced. Pure; what is wrong is told and left out.
 */
export function expandTemplates(value: unknown): Expanded {
  const chains = new Map<string, readonly string[]>();
  if (!isNode(value) || !isNode(value["pipelines"])) return { value, problems: [], chains };
  const { templates: given, ...rest } = value;
  const templates = isNode(given) ? given : {};
  const problems: Problem[] = [];
  let room = mostCharacters;
  const pipelines = Object.entries(value["pipelines"]).map(([name, entry]): [string, unknown] => {
    if (!isNode(entry) || entry["extends"] === undefined) return [name, entry];
    const chain = chainOf(entry, ["pipelines", name], templates, problems);
    if (chain === null) return [name, {}];
    chains.set(name, chain);
    const parts = [
      ...chain
        .map((template) => templates[template])
        .filter(isNode)
        .toReversed(),
      entry,
    ];
    const { extends: _, with: variables, ...merged } = parts.reduce(merge);
    const filled = fillVariables(merged, { pipeline: name, ...(isNode(variables) ? variables : {}) }, room);
    room -= filled.characters;
    const where = (path: Path): Path => placeIn(value, ["pipelines", name, ...path], chain);
    problems.push(...filled.problems.map(({ path, text }) => ({ path: where(path), text })));
    // what they say is checked with the rest
    return [name, { ...(isNode(filled.value) ? filled.value : {}), ...(variables === undefined ? {} : { with: variables }) }];
  });
  if (room < 0) problems.push({ path: ["templates"], text: `templates make more than ${mostCharacters / 1024} KiB of pipelines` });
  const kept = given === undefined || isNode(given) ? {} : { templates: given };
  return { value: { ...rest, ...kept, pipelines: Object.fromEntries(pipelines) }, problems, chains };
}

/** Where the value of a pipeline's path stands in the file: in the pipeline, or the nearest of its templates that says it. */
export function placeIn(value: unknown, path: Path, chain: readonly string[]): Path {
  const [, , ...inside] = path;
  const places: Path[] = [path, ...chain.map((template) => ["templates", template, ...inside])];
  return places.find((place) => has(value, place)) ?? path;
}

function chainOf(entry: Node, from: Path, templates: Node, problems: Problem[]): readonly string[] | null {
  const chain: string[] = [];
  for (let [at, path]: [Node, Path] = [entry, from]; at["extends"] !== undefined;) {
    const place = [...path, "extends"];
    const named = place.map(String).join(".");
    const next = at["extends"];
    if (typeof next !== "string") {
      problems.push({ path: place, text: `${named}: must be the name of a template` });
      return null;
    }
    if (chain.includes(next)) {
      problems.push({ path: place, text: `${named}: goes round in a circle: ${[...chain, next].join(" extends ")}` });
      return null;
    }
    const template = Object.hasOwn(templates, next) ? templates[next] : undefined;
    if (!isNode(template)) {
      const near = nearestKey(next, Object.keys(templates));
      const known = Object.keys(templates).length === 0 ? "there are no templates" : `there are ${Object.keys(templates).join(", ")}`;
      problems.push({
        path: place,
        text: `${named}: there is no template "${next}"; ${near === null ? known : `did you mean "${near}"?`}`,
      });
      return null;
    }
    chain.push(next);
    [at, path] = [template, ["templates", next]];
  }
  return chain;
}

function merge(under: Node, over: Node): Node {
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(under, key) ? under[key] : undefined;
    return [key, isNode(before) && isNode(value) ? merge(before, value) : value];
  });
  return { ...under, ...Object.fromEntries(merged) };
}

function has(value: unknown, path: Path): boolean {
  let at: unknown = value;
  for (const part of path) {
    if (Array.isArray(at)) at = (at as unknown[])[Number(part)];
    else if (isNode(at) && Object.hasOwn(at, String(part))) at = at[String(part)];
    else return false;
  }
  return at !== undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
