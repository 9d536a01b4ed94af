import { open } from "node:fs/promises";
import type { LogLine } from "@sluice/contract";
import type { KeptQuery } from "../../core/ports/kept-logs.ts";
import { isMissing } from "./exists.ts";
import { decodeKept, matcher, shownLine, type StoredLine } from "./kept-line.ts";
import type { KeptTool, Segment } from "./kept-tool.ts";
import { storedLines } from "./lines.ts";

interface Place {
  readonly first: number;
  readonly offset: number;
}

/** The last lines that a query asks for, then, when it follows, what comes. */
export async function* readKept(tool: KeptTool, query: KeptQuery, signal: AbortSignal): AsyncIterable<LogLine> {
  const wanted = matcher(query);
  const { lines, end } = await lastLines(tool, query, wanted, signal);
  for (const line of lines) yield shownLine(line);
  if (query.follow) yield* followKept(tool, end, wanted, signal);
}

/** From the newest file back, until there are enough. */
async function lastLines(
  tool: KeptTool,
  query: KeptQuery,
  wanted: (line: StoredLine) => boolean,
  signal: AbortSignal,
): Promise<{ readonly lines: readonly StoredLine[]; readonly end: Place | null }> {
  const segments = [...tool.segments].toReversed();
  const newest = segments[0];
  const end = newest === undefined ? null : { first: newest.first, offset: newest.size };
  const since = Math.max(query.from, query.since === undefined ? 0 : Date.parse(query.since) * 1000);
  let lines: StoredLine[] = [];
  for (const segment of segments) {
    if (lines.length >= query.tail || signal.aborted) break;
    const found: StoredLine[] = [];
    for await (const line of linesOf(segment, 0, segment.size)) if (wanted(line)) found.push(line);
    lines = [...found, ...lines];
    if (segment.first <= since) break;
  }
  return { lines: lines.slice(Math.max(0, lines.length - query.tail)), end };
}

async function* followKept(
  tool: KeptTool,
  from: Place | null,
  wanted: (line: StoredLine) => boolean,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  let place = from;
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  signal.addEventListener("abort", stop, { once: true });
  try {
    while (!signal.aborted && !tool.isGone) {
      // In this order: what is appended after the look at the files wakes us.
      const { changed } = tool;
      const later = tool.segments.filter(({ first }) => place === null || first >= place.first).map((segment) => ({ ...segment }));
      for (const segment of later) {
        const offset: number = place?.first === segment.first ? place.offset : 0;
        for await (const line of linesOf(segment, offset, segment.size)) if (wanted(line)) yield shownLine(line);
        place = { first: segment.first, offset: segment.size };
      }
      await Promise.race([changed, stopped.promise]);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The lines of a file between two places. One that was dropped meanwhile has none. */
async function* linesOf(segment: Segment, from: number, to: number): AsyncIterable<StoredLine> {
  if (to <= from) return;
  const file = await open(segment.path, "r").catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error as Error)));
  if (file === null) return;
  await using _closed = file;
  for await (const stored of storedLines(file, from, to)) yield decodeKept(stored);
}

/** The last line kept of an instance, looked for in the newest files. */
export async function lastOf(tool: KeptTool, instance: string): Promise<string | null> {
  for (const segment of [...tool.segments].toReversed()) {
    let last: string | null = null;
    for await (const line of linesOf(segment, 0, segment.size)) if (line.i === instance) last = line.t;
    if (last !== null) return last;
  }
  return null;
}
