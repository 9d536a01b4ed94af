import type { BuildRow } from "../ports/store.ts";

/** What a build that was just queued waits for within its tool; null when nothing is before it. */
export function waitsFor(build: BuildRow, open: readonly BuildRow[], now: string): string | null {
  const before = open.filter((other) => other.id < build.id);
  const running = before.find((other) => other.state === "running");
  const first = running ?? before[0];
  if (first === undefined || build.state === "running") return null;
  const more = before.length > 1 ? `, and ${before.length - 1} more before it` : "";
  return `waits for build ${first.id} of commit ${first.commit.slice(0, 7)}, ${since(first, now)}${more}`;
}

function since({ started, queued }: BuildRow, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(started ?? queued)) / 1000));
  return `${started === null ? "queued" : "running"} for ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`}`;
}
