import { expect, test } from "vitest";
import type { ManifestPipeline } from "@sluice/contract";
import { readProjectToml } from "./project-toml.ts";
import { wishedPackages } from "./wished-packages.ts";

const wished = (files: Record<string, string>, manifest: ManifestPipeline | null = null) =>
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

test("leaves files out, or takes only some, and gives variables to the build", async () => {
  const read = (text: string, ...paths: string[]) => {
    const files: Record<string, string> = { "project.toml": text, ...Object.fromEntries(paths.map((path) => [path, ""])) };
    return readProjectToml({ files: Object.keys(files), read: async (path) => files[path] ?? null });
  };
  const env = '[[io.buildpacks.build.env]]\nname = "NODE_ENV"\nvalue = "test"\n';
  const excluding = await read(
    `[io.buildpacks]\nexclude = ["docs/", "*.md", "!README.md"]\n${env}`,
    "docs/a.txt",
    "app.py",
    "README.md",
    "x.md",
  );
  expect(excluding).toMatchObject({ leftOut: ["docs/a.txt", "x.md"], env: { NODE_ENV: "test" }, problems: [] });
  const including = await read(
    '[io.buildpacks]\ninclude = ["src/"]\nbuilder = "b"\n[io.sluice]\nlanguages = ["go"]\nbase = "debian-12"\n',
    "src/a.go",
    "b.go",
  );
  expect(including).toMatchObject({ leftOut: ["project.toml", "b.go"], languages: ["go"], base: "debian-12" });
  expect(including.warnings).toEqual([expect.stringContaining("names a builder")]);
  const older = await read('[project]\nname = "x"\n[build]\nexclude = ["docs/"]\n[[build.env]]\nname = "A"\nvalue = "b"\n', "docs/a", "a");
  expect(older).toMatchObject({ leftOut: ["docs/a"], env: { A: "b" }, problems: [] });
  for (const [text, problem] of [
    ['[io.buildpacks]\ninclude = ["a"]\nexclude = ["b"]\n', "has both include and exclude"],
    ['[io.buildpacks]\ninclude = ["nothing"]\n', "leaves no file of the source"],
    ['[[io.buildpacks.group]]\nid = "x/y"\n', "io.buildpacks.group: names buildpacks, which Sluice does not fetch"],
    ['[build]\ninclude = ["nothing"]\n', "project.toml: build: leaves no file of the source"],
    ['[[build.buildpacks]]\nid = "x/y"\n', "build.buildpacks: names buildpacks, which Sluice does not fetch"],
    ['[build]\nexclude = ["b"]\n[io.buildpacks]\nexclude = ["b"]\n', "keep one of them"],
    ['[[io.buildpacks.build.env]]\nname = "PATH"\nvalue = "/x"\n', "io.buildpacks.build.env.0.name: is set by the platform"],
  ] as const) {
    expect((await read(text, "a")).problems).toEqual([expect.stringContaining(problem)]);
  }
});

test("a project.toml that speaks of other things asks for nothing", async () => {
  expect(await wished({ "project.toml": '[_]\nschema-version = "0.2"\n' })).toEqual({ build: [], run: [], problems: [] });
});
