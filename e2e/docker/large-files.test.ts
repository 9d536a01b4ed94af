import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ToolName } from "@sluice/contract";
import { expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install } from "./installation.ts";
import { largeFileServer } from "./large-file-server.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

it(
  "a server that is killed while it fetches a file of Git LFS fetches it again, and leaves no half of it",
  { timeout: 400_000 },
  async () => {
    await using on = await install({ flags: ["--source-private", "127.0.0.1", "--source-http", "true", "--source-interval", "3600"] });
    using work = await workTree(on, "unused", "static");
    const text = randomBytes(300_000).toString("hex");
    await using files = await largeFileServer(work.directory, Buffer.from(text));
    work.write("sluice.yaml", "build: { lfs: true }\n");
    work.write("public/large.txt", files.pointer);
    const commit = await work.commit("Add a large file");
    const tool = ToolName.parse("large");
    const api = apiOf(on);
    await api.call("tools.create", { body: { name: tool } });
    await api.call("source.set", { params: { tool }, body: { url: `${files.url}/.git`, branch: "main" } });

    await until("half of the file has come", 120_000, () => files.asked() === 1);
    const repository = join(on.directory, "sources", `${tool}.git`);
    const halves = () => readdirSync(repository).filter((name) => name.startsWith("large-"));
    await until("it is being written", 30_000, () => halves().length === 1);
    await on.kill();
    expect(halves()).toHaveLength(1);
    files.release();
    await on.start();

    const builds = () => api.call("builds.list", { params: { tool } });
    await until("the build has ended", 120_000, async () => (await builds()).every(({ ended }) => ended !== null));
    const [build, ...others] = await builds();
    expect(build, JSON.stringify(build)).toMatchObject({ commit, state: "succeeded" });
    expect(others).toEqual([]);
    const log = await Array.fromAsync(api.stream("builds.log", { params: { tool, build: build?.id ?? 0 } }));
    const said = log.map((line) => line.text);
    expect(said).toContain("The server was started again; this build goes on.");
    expect(said.filter((line) => line === "Git LFS: public/large.txt")).toHaveLength(1);
    expect((await visit(on, tool, "/large.txt")).text).toBe(text);
    expect(files.asked()).toBe(2);
    expect(halves()).toEqual([]);
  },
);
