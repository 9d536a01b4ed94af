import { SluiceError, type Release, type ToolName, type UserName } from "@sluice/contract";
import { changeRelease } from "./change-release.ts";
import type { ReleaseDependencies } from "./make-release.ts";

/** How many copies of which processes are wished. */
export type Replicas = Readonly<Record<string, number>>;

/** Makes a release with other numbers of copies; null when they are so already. */
export function scale(deps: ReleaseDependencies, tool: ToolName, replicas: Replicas, by: UserName): Promise<Release | null> {
  const words = Object.entries(replicas)
    .map(([name, count]) => `${name}=${count}`)
    .join(" ");
  return changeRelease(deps, {
    tool,
    by,
    cause: "scale",
    subject: (release) => `Scale ${tool} to ${words}: v${release}`,
    body: `sluice scale ${words}`,
    change({ processes }) {
      const unknown = Object.keys(replicas).find((name) => processes[name] === undefined);
      if (unknown !== undefined) throw unknownProcess(tool, unknown, Object.keys(processes));
      if (Object.entries(replicas).every(([name, count]) => processes[name]?.replicas === count)) return null;
      const scaled = Object.entries(processes).map(([name, spec]) => [name, { ...spec, replicas: replicas[name] ?? spec.replicas }]);
      return { processes: Object.fromEntries(scaled) };
    },
  });
}

export function unknownProcess(tool: ToolName, name: string, known: readonly string[]): SluiceError {
  const has = known.length === 0 ? "it has none" : `it has ${known.toSorted().join(", ")}`;
  return new SluiceError("not-found", `${tool} has no process ${name}: ${has}.`);
}
