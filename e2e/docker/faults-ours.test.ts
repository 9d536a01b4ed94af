import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

describe("a fault of ours", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install({ flags: ["--patience-seconds", "60"] });
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it("a control repository that cannot be written is said as ours, and the same push goes on when it can", async () => {
    using work = await workTree(on, "locked", "static");
    const repository = join(on.directory, "control.git", "objects");
    renameSync(repository, `${repository}.away`);
    let said = "";
    const push = work.push().then((result) => {
      said = result.said;
      return result;
    });
    await until("the build log tells", 60_000, async () =>
      (await logOf("locked")).some((line) => line.includes("This is ours, nothing is lost")),
    );
    expect(said).toBe("");
    renameSync(`${repository}.away`, repository);
    const ended = await push;
    expect(ended.said).toMatch(/\[release\] +This is ours, nothing is lost: .*Trying again in \d+ s/);
    expect(ended.said).toContain("Live: ");
    expect(ended.code).toBe(0);
    expect((await visit(on, "locked")).status).toBe(200);
  });

  const buildsOf = (tool: string) =>
    apiOf(on)
      .call("builds.list", { params: { tool } })
      .catch(() => []);

  async function logOf(tool: string): Promise<readonly string[]> {
    const [build] = await buildsOf(tool);
    const lines: string[] = [];
    if (build === undefined) return lines;
    for await (const line of apiOf(on).stream("builds.log", { params: { tool, build: build.id } })) lines.push(line.text);
    return lines;
  }
});
