import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";

/** First builds fetch a toolchain: generous, for a loaded machine. */
const timeout = 20 * 60_000;

it(
  "serves although npm start calls what only a package of devDependencies has, and that listens on localhost by itself",
  { timeout },
  async () => {
    const on = inject("server");
    using work = await workTree(on, "try-dev-start", null);
    work.write("package.json", '{ "scripts": { "start": "sirv public" }, "devDependencies": { "sirv-cli": "3.0.1" } }\n');
    work.write("public/index.html", "Hello from Sirv\n");
    await work.commit("As for another platform");
    const pushed = await work.push();
    expect(pushed.said).toContain("Live: ");
    expect(pushed.said).toContain("with devDependencies (move what has sirv to dependencies");
    expect(await visit(on, "try-dev-start")).toMatchObject({ status: 200, text: expect.stringContaining("Hello from Sirv") });
  },
);
