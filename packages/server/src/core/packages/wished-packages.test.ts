import { expect, test } from "vitest";
import type { Manifest } from "@sluice/contract";
import { wishedPackages } from "./wished-packages.ts";

const wished = (files: Record<string, string>, manifest: Manifest | null = null) =>
  wishedPackages({ files: Object.keys(files), read: async (path) => files[path] ?? null }, manifest);

test("takes what all files ask for together, headers only for the build", async () => {
  const files = {
    Aptfile: "# fonts\nimagemagick\nlibpq-dev # headers\n\ngit/backports\n",
    "project.toml":
      '[com.heroku.buildpacks.deb-packages]\ninstall = ["ffmpeg", { name = "libvips-dev", skip = true }]\n[io.sluice.packages]\nrun = ["librsvg2-bin"]\n',
  };
  const manifest = { build: { packages: { build: ["cmake"], run: ["libpq5"] } } };
  expect(await wished(files, manifest)).toEqual({
    build: ["cmake", "imagemagick", "libpq-dev", "git/backports", "ffmpeg", "libvips-dev"],
    run: ["libpq5", "imagemagick", "git/backports", "librsvg2-bin", "ffmpeg"],
    problems: [],
  });
});

test.each([
  ["Aptfile", "ok\n$(reboot)\n", 'Aptfile line 2: "$(reboot)" must be the name of a Debian package, like libpq5.'],
  ["Aptfile", "--allow-unauthenticated\n", "Aptfile line 1: "],
  ["Aptfile", ":repo:deb http://x y main\n", "Aptfile line 1: a repository of your own is not added"],
  ["Aptfile", "https://example.org/x.deb\n", "Aptfile line 1: https://example.org/x.deb is a file"],
  ["Aptfile", "xx\n".repeat(201), "Aptfile names more than 200 packages."],
  ["project.toml", "[io.sluice.packages]\nrun = ['UPPER']\n", "project.toml: io.sluice.packages.run.0: must be the name"],
  ["project.toml", "[io.sluice.packages]\nrnu = []\n", "project.toml: io.sluice.packages: Unrecognized key"],
  ["project.toml", "[io\n", "project.toml is no TOML: "],
])("says what is wrong in %s, and where: %j", async (file, text, problem) => {
  const { problems } = await wished({ [file]: text });
  expect(problems[0]?.startsWith(problem), problems[0]).toBe(true);
});

test("keeps compilers and headers out of what runs", async () => {
  const { problems } = await wished({}, { build: { packages: { run: ["libpq5", "libpq-dev"] } } });
  expect(problems).toEqual([expect.stringContaining("sluice.yaml: build.packages.run.1: libpq-dev is only for building")]);
});

test("a project.toml that speaks of other things asks for nothing", async () => {
  expect(await wished({ "project.toml": '[_]\nschema-version = "0.2"\n' })).toEqual({ build: [], run: [], problems: [] });
});
