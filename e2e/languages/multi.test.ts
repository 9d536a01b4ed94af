import { expect, inject, it } from "vitest";
import { sluice } from "../docker/command.ts";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildToolsIn } from "./build-tools.ts";
import { buildsAndServes } from "./builds-and-serves.ts";
import { processesOf } from "./processes-of.ts";

const timeout = 20 * 60_000;

it("runs PHP, Perl and Python in one image, with a process each", { timeout }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-multi", "multi");
  const { code, said } = await work.push();
  expect(said).toMatch(/Found perl 5\.\d+ \(cpanfile\), php 8\.\d+ \(public\/index\.php\), python 3\.\d+ \(requirements\.txt\), procfile/);
  expect(said).toContain("web: 1 of 1 healthy");
  expect(code).toBe(0);
  expect((await sluice(on, work.directory, ["scale", "titles=1", "counts=1", "-t", "try-multi"])).exit).toBe(0);
  const processes = await processesOf(on, "try-multi");
  expect(processes.map(({ name, running }) => `${name} ${running}`)).toEqual(["counts 1", "titles 1", "web 1"]);
  expect((await visit(on, "try-multi")).text).toContain("Hello from PHP beside Perl and Python");
  expect(await buildToolsIn(on.directory, "try-multi")).toEqual([]);
});

buildsAndServes("php-assets", {
  contains: "Hello from PHP with built assets: .greeting{color:#369}",
  change: { file: "assets/page.css", from: "#336699", to: "#abcdef" },
  found: /Found node \d+ \(package\.json, only to build\), php 8\.\d+ \(composer\.json\), web process: php-web public/,
  unchanged: ["server"],
});

it("has nothing of Node.js in the image when it only builds", { timeout }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-no-node", "php-assets");
  expect((await work.push()).code).toBe(0);
  const look = 'echo "$(command -v node npm | wc -l) programs"; ls -a';
  const { said } = await sluice(on, work.directory, ["run", "-t", "try-no-node", "--", "bash", "-c", look]);
  expect(said).toMatch(/^0 programs$/m);
  expect(said).toMatch(/^public$/m);
  expect(said).not.toMatch(/^node_modules$/m);
});
