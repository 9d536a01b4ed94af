import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildToolsIn } from "./build-tools.ts";

/** One change of a source file that shows in the page and that no dependency follows from. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Served {
  /** Where the page is; default `/`. */
  readonly path?: string;
  /** What the page contains after the first push. It contains `change.to` after the second. */
  readonly contains: string;
  readonly change: Change;
  /** What the push says that it found: `go 1.24 (go.mod)`. */
  readonly found: string | RegExp;
  /** Steps that the second push must not run again; default `dependencies`. */
  readonly unchanged?: readonly string[];
  /** What else the second push says, of compilers that find out themselves what is to be done again. */
  readonly secondSays?: readonly string[];
}

/** First builds fetch a toolchain: generous, for a loaded machine. */
const timeout = 20 * 60_000;

/**
 * `examples/<example>` is pushed by real git to a server, is live, and answers; then one line is changed and pushed, and
 * the steps that do not follow from that line are declared again without being run. The image that runs is walked: it has
 * no compiler, header or package manager.
 */
export function buildsAndServes(
  example: string,
  { path = "/", contains, change, found, unchanged = ["dependencies"], secondSays = [] }: Served,
): void {
  it(`${example} is built, answers, and is built again without what did not change`, { timeout }, async () => {
    const on = inject("server");
    const tool = `try-${example}`;
    using work = await workTree(on, tool, example);
    expect((await work.files()).filter((file) => file === "sluice.yaml")).toEqual([]);
    const first = await work.push();
    expect(first.said).toContain("Live: ");
    expect(first.said).toMatch(found);
    expect(first.code).toBe(0);
    expect(await visit(on, tool, path)).toMatchObject({ status: 200, text: expect.stringContaining(contains) });

    const before = readFileSync(join(work.directory, change.file), "utf8");
    const after = before.replace(change.from, change.to);
    expect(after, `${change.file} has "${change.from}"`).not.toBe(before);
    work.write(change.file, after);
    await work.commit("Change one line");
    const second = await work.push();
    expect(second.said).toContain("Live: ");
    for (const step of unchanged) expect(second.said).toMatch(new RegExp(`${step}: unchanged`));
    for (const words of secondSays) expect(second.said).toContain(words);
    expect(second.code).toBe(0);
    expect(await visit(on, tool, path)).toMatchObject({ status: 200, text: expect.stringContaining(change.to) });
    expect(await buildToolsIn(on.directory, tool)).toEqual([]);
  });
}
