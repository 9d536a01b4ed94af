import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";

it("a folder of a repository is built alone, and is named when nothing stands at the top", { timeout: 20 * 60_000 }, async () => {
  const on = inject("server");
  const tool = "try-folder";
  using work = await workTree(on, tool, null);
  const page = "<h1>Hello from a folder</h1>";
  work.write("notes/secret.txt", "not for the image");
  work.write("services/site/index.html", page);
  await work.commit("Begin");
  const refused = await work.push();
  expect(refused.said).toContain('services/site could be built: add sluice.yaml at the top with the line "directory: services/site".');
  expect(refused.code).not.toBe(0);

  work.write("sluice.yaml", "directory: services/site\n");
  await work.commit("Name the folder");
  const pushed = await work.push();
  expect(pushed.said).toContain("Found in services/site static");
  expect(pushed.code).toBe(0);
  expect(await visit(on, tool)).toMatchObject({ status: 200, text: page });
  expect(await visit(on, tool, "/notes/secret.txt")).toMatchObject({ status: 404 });
});
