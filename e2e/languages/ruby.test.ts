import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("ruby", {
  contains: "Hello from Ruby",
  change: { file: "config.ru", from: "Hello from", to: "Good day from" },
  found: /Found ruby 3\.\d+ \(Gemfile\), web process: bundle exec puma/,
});

it("serves with what Debian has of a Ruby that is named to the last number", { timeout: 20 * 60_000 }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-old-ruby", "ruby");
  work.write("Gemfile", `ruby "3.3.0"\n${readFileSync(join(work.directory, "Gemfile"), "utf8")}`);
  await work.commit("Name Ruby");
  const pushed = await work.push();
  expect(pushed.said).toMatch(/warning: the Gemfile asks for Ruby 3\.3\.0 and gets 3\.3\.\d+ of Debian: better write "~> 3\.3\.0"/);
  expect(pushed.said).toContain("Live: ");
  expect(pushed.code).toBe(0);
  expect(await visit(on, "try-old-ruby")).toMatchObject({ status: 200, text: expect.stringContaining("Hello from Ruby") });
});
