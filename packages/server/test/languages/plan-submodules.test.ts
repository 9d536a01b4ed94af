import { noDockerfiles } from "../../src/core/dockerfiles/plan-dockerfile.ts";
import { expect, test } from "vitest";
import { planFiles } from "../../src/core/builds/plan-source.ts";
import { shippedLanguages } from "../fixtures/shipped-languages.ts";

function plan(files: Readonly<Record<string, string>>, submodules: readonly string[], isWhole = true) {
  const read = async (path: string): Promise<string | null> => files[path] ?? null;
  return planFiles(
    { files: Object.keys(files), submodules, read },
    { languages: shippedLanguages, dockerfiles: noDockerfiles, today: "2026-11-21", isWhole },
  );
}

const hugo = { "hugo.toml": 'baseURL = "/"\n', "content/_index.md": "" };

test("a theme that is a git submodule and could not be fetched is refused, with what to do about it", async () => {
  expect(await plan(hugo, ["themes/ananke"])).toEqual({
    kind: "refused",
    reason: "themes/ananke: a git submodule, whose files are not there",
    why: [
      "hugo makes pages with what is in themes/ananke, and that is in another repository, of which git pushes only the name. Either",
      '  • have it fetched for each build: from a repository that everybody may read, with its https:// address in .gitmodules, and without "submodules: false" in sluice.yaml',
      "  • take its files into this one, and commit:   git submodule update --init themes/ananke && git rm -q --cached themes/ananke && rm themes/ananke/.git && git add themes/ananke",
      "  • or do without it:   git rm themes/ananke",
    ],
  });
});

test.each<[object, readonly string[], string | null]>([
  [hugo, ["content/posts"], "content/posts"],
  [hugo, ["content/posts", "themes/a", "themes/b", "themes/c"], "content/posts, themes/a, themes/b and 1 more"],
  [{ "mkdocs.yml": "site_name: x\n" }, ["docs"], "docs"],
  [{ "sluice.yaml": "directory: site\n", "site/hugo.toml": 'baseURL = "/"\n' }, ["site/themes/my theme"], "site/themes/my theme"],
  [{ "sluice.yaml": "directory: site\n", "site/hugo.toml": 'baseURL = "/"\n' }, ["themes/other"], null],
  [hugo, ["tests/samples"], null],
  [{ "requirements.txt": "flask\n", "app.py": "app = Flask(__name__)\n" }, ["docs"], null],
])("of %j without submodules %j is refused: %s", async (files, submodules, named) => {
  const planned = await plan({ ...files }, submodules);
  const reason = planned.kind === "refused" ? planned.reason : null;
  expect(reason).toBe(named === null ? null : `${named}: a git submodule, whose files are not there`);
});

test.each([
  ["", "planned"],
  ["build: { submodules: true }\n", "planned"],
  ["build: { submodules: false }\n", "refused"],
])("before its files are fetched, a submodule counts as there unless the manifest says no: %j is %s", async (manifest, kind) => {
  expect(await plan({ ...hugo, "sluice.yaml": manifest }, ["themes/ananke"], false)).toMatchObject({ kind });
});
