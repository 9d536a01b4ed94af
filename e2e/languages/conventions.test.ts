import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";

/** First builds fetch a toolchain: generous, for a loaded machine. */
const timeout = 20 * 60_000;

it.each([
  ["a Procfile calls a Go program by its module's name", "go", { Procfile: "web: bin/hello\n" }, "Hello from Go"],
  ["a Procfile calls a Rust program where cargo puts it", "rust", { Procfile: "web: ./target/release/hello\n" }, "Hello from Rust"],
  [
    "the script start calls what only a package of devDependencies has",
    null,
    {
      "package.json": '{ "scripts": { "start": "sirv public --host 0.0.0.0" }, "devDependencies": { "sirv-cli": "3.0.1" } }\n',
      "public/index.html": "Hello from Sirv\n",
    },
    "Hello from Sirv",
  ],
] as const)("serves although %s", { timeout }, async (_, example, files, contains) => {
  const on = inject("server");
  const tool = `try-as-${example ?? "node"}`;
  using work = await workTree(on, tool, example);
  for (const [path, text] of Object.entries(files)) work.write(path, text);
  await work.commit("As for another platform");
  const pushed = await work.push();
  expect(pushed.said).toContain("Live: ");
  expect(await visit(on, tool)).toMatchObject({ status: 200, text: expect.stringContaining(contains) });
});
