import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildToolsIn } from "./build-tools.ts";

/** Five programs, the slowest of which is a second's work on an idle core. */
const workSeconds = 90;

it("programs of Debian packages do their work in a tool that asked for them by name", { timeout: 20 * 60_000 }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-packages", "packages");
  const { said, code } = await work.push();
  expect(said).toContain("Live: ");
  expect(code).toBe(0);
  const { status, text } = await visit(on, "try-packages", "/try", workSeconds);
  expect(text.trim().split("\n")).toEqual([
    "rsvg: PNG 1200x200",
    "tesseract: Grüße aus Köln",
    "imagemagick: JPEG 600x100",
    "ffmpeg: mpeg4,20",
    expect.stringMatching(/^curl: [\d.]+, [\d.]+-\d+~bpo13\+\d+$/),
  ]);
  expect(status).toBe(200);
  expect(await buildToolsIn(on.directory, "try-packages")).toEqual([]);

  work.write("sign.svg", readFileSync(join(work.directory, "sign.svg"), "utf8").replace("Köln", "Bonn"));
  await work.commit("Change the picture");
  const again = await work.push();
  expect(again.said).not.toContain("packages: installing");
  expect(again.code).toBe(0);
  expect((await visit(on, "try-packages", "/try", workSeconds)).text).toContain("tesseract: Grüße aus Bonn");
});
