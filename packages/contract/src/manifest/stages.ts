import { nearestKey } from "./nearest-key.ts";

type Stages = Readonly<Record<string, { readonly needs?: readonly string[] | undefined }>>;

/** What is wrong with what stages need of each other: none of that name, or a circle. */
export function stageProblems(stages: Stages): readonly { readonly path: readonly (string | number)[]; readonly text: string }[] {
  const unknown = Object.entries(stages).flatMap(([name, { needs = [] }]) =>
    needs.flatMap((need, at) => {
      if (Object.hasOwn(stages, need)) return [];
      const near = nearestKey(need, Object.keys(stages));
      return [{ path: [name, "needs", at], text: `there is no stage ${need}${near === null ? "" : `; did you mean "${near}"?`}` }];
    }),
  );
  if (unknown.length > 0) return unknown;
  const ordered = inOrder(stages);
  return Object.keys(stages)
    .filter((name) => !ordered.includes(name))
    .slice(0, 1)
    .map((name) => ({ path: [name, "needs"], text: `${name} waits for itself in the end: stages must not need each other in a circle` }));
}

/** Names of the stages, each after those that it needs; those of a circle, and what needs them, are left out. */
export function inOrder(stages: Stages): readonly string[] {
  const ordered: string[] = [];
  for (let more = true; more;) {
    const ready = Object.entries(stages).filter(
      ([name, { needs = [] }]) => !ordered.includes(name) && needs.every((need) => ordered.includes(need)),
    );
    ordered.push(...ready.map(([name]) => name));
    more = ready.length > 0;
  }
  return ordered;
}
