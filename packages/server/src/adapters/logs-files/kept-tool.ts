import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SaidLine } from "../../core/ports/runtime.ts";
import { isMissing } from "./exists.ts";
import { decodeKept, encodeKept, microseconds } from "./kept-line.ts";
import { storedLines } from "./lines.ts";
import { createTurns } from "./turns.ts";

export interface Segment {
  /** `n` of its first line, which names the file. */
  readonly first: number;
  readonly path: string;
  /** Bytes of whole lines. */
  size: number;
}

export interface KeptLimits {
  /** Bytes kept of one tool. */
  readonly tool: number;
  /** Bytes after which a new file is begun. */
  readonly segment: number;
}

/** One tool's kept lines: files of some MiB, named by their first line, of which the oldest goes when all is too large. */
export class KeptTool {
  readonly #directory: string;
  readonly #limits: KeptLimits;
  readonly #inTurn = createTurns();
  #changed = Promise.withResolvers<void>();
  #last = 0;
  #gone = false;
  #segments: Segment[] = [];

  private constructor(directory: string, limits: KeptLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** Reads what is there; a last line that a crash left torn is cut off. */
  static async open(directory: string, limits: KeptLimits): Promise<KeptTool> {
    const tool = new KeptTool(directory, limits);
    const names = await readdir(directory).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error as Error)));
    const firsts = names.flatMap((name) => /^(\d+)\.log$/.exec(name)?.[1] ?? []).map(Number);
    for (const first of firsts.toSorted((a, b) => a - b)) {
      const path = join(directory, `${first}.log`);
      tool.#segments.push({ first, path, size: (await stat(path)).size });
    }
    const newest = tool.#segments.at(-1);
    if (newest !== undefined) tool.#last = await mend(newest);
    return tool;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Resolves at the next change. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  append(lines: readonly SaidLine[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#gone || lines.length === 0) return;
      let last = this.#last;
      const texts = lines.map((line) => {
        last = Math.max(microseconds(line.stamp), last + 1);
        return encodeKept(last, line);
      });
      const segment = await this.#segmentFor(Math.max(microseconds(lines[0]?.stamp ?? ""), this.#last + 1));
      const bytes = Buffer.from(texts.join(""));
      await using file = await open(segment.path, "a", 0o600);
      try {
        await file.appendFile(bytes);
      } catch (error) {
        // A full disk may have taken half of it: the file stays whole, and the caller hears of it.
        await file.truncate(segment.size);
        throw error;
      }
      segment.size += bytes.length;
      this.#last = last;
      await this.#shrink();
      this.#tell();
    });
  }

  /** Removes files whose lines are all older than a moment; the one that is written stays. */
  expire(before: number): Promise<void> {
    return this.#inTurn(async () => {
      while ((this.#segments[1]?.first ?? Infinity) <= before) await this.#dropOldest();
      const only = this.#segments[0];
      if (only !== undefined && this.#segments.length === 1 && this.#last < before) await this.#dropOldest();
    });
  }

  remove(): Promise<void> {
    return this.#inTurn(async () => {
      this.#gone = true;
      this.#segments = [];
      await rm(this.#directory, { recursive: true, force: true });
      this.#tell();
    });
  }

  async #segmentFor(first: number): Promise<Segment> {
    const newest = this.#segments.at(-1);
    if (newest !== undefined && newest.size < this.#limits.segment) return newest;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const made: Segment = { first, path: join(this.#directory, `${first}.log`), size: 0 };
    this.#segments.push(made);
    return made;
  }

  async #shrink(): Promise<void> {
    const total = (): number => this.#segments.reduce((sum, { size }) => sum + size, 0);
    while (this.#segments.length > 1 && total() > this.#limits.tool) await this.#dropOldest();
  }

  async #dropOldest(): Promise<void> {
    const oldest = this.#segments.shift();
    if (oldest !== undefined) await rm(oldest.path, { force: true });
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** Cuts a torn last line off; returns `n` of the last whole one. */
async function mend(segment: Segment): Promise<number> {
  await using file = await open(segment.path, "r+");
  const { size, last } = await inspect(file, segment.size);
  if (size < segment.size) await file.truncate(size);
  segment.size = size;
  return last ?? segment.first - 1;
}

async function inspect(file: FileHandle, end: number): Promise<{ readonly size: number; readonly last: number | null }> {
  let size = 0;
  let last: Buffer | null = null;
  for await (const line of storedLines(file, 0, end)) {
    size += line.length + 1;
    last = line;
  }
  return { size, last: last === null ? null : decodeKept(last).n };
}
