import { expect, test } from "vitest";
import { planBuild } from "../../src/core/languages/plan.ts";
import { shippedLanguages as languages } from "../fixtures/shipped-languages.ts";

async function planned(files: Readonly<Record<string, string>>) {
  const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };
  const result = await planBuild(source, languages, {}, "2026-11-21");
  if (result.kind === "refused") throw new Error([result.reason, ...result.why].join("\n"));
  return result.plan;
}

const sites: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mkdocs: { "mkdocs.yml": "site_name: x\n" },
  sphinx: { "docs/conf.py": 'project = "x"\n' },
};

test.each(Object.keys(sites))("%s is made with the newest Python when nobody asks for another", async (id) => {
  const plan = await planned({ ...sites[id], "docs/requirements.txt": "babel==2.17.0\nPyYAML>=5\n" });
  expect(plan.languages.find((one) => one.id === id)).toMatchObject({ version: "3.13" });
  expect(plan.base).toBe("debian-13");
  expect(plan.warnings).toEqual([]);
});

test.each<[id: string, files: Readonly<Record<string, string>>, warning: string]>([
  [
    "sphinx",
    { "docs/requirements.txt": "alabaster==0.7.12\nbabel==2.10.3\n" },
    "docs/requirements.txt has babel==2.10.3, which came before the newest Python",
  ],
  ["sphinx", { "requirements.txt": "Sphinx==5.3.0\n" }, "requirements.txt has Sphinx==5.3.0, which came before the newest Python"],
  [
    "mkdocs",
    { "docs/requirements.txt": "mkdocs==1.3.0\npyyaml==6.0\n" },
    "docs/requirements.txt has pyyaml==6.0, which came before the newest Python",
  ],
  [
    "sphinx",
    { ".readthedocs.yaml": 'version: 2\nbuild:\n  os: ubuntu-22.04\n  tools:\n    python: "3.10"\n    # nodejs: "16"\n' },
    ".readthedocs.yaml asks for Python 3.10, which is not offered: built with 3.11, the nearest.",
  ],
])("%s of before is made with the Python of before, and says why: %j", async (id, files, warning) => {
  const plan = await planned({ ...sites[id], ...files });
  expect(plan.languages.find((one) => one.id === id)).toMatchObject({ version: "3.11" });
  expect(plan.base).toBe("debian-12");
  expect(plan.warnings).toEqual([expect.stringContaining(warning)]);
});

test("a site of Hugo is no program of Go for the modules that its go.mod names, which have what fetches them", async () => {
  const modules = {
    "hugo.toml": 'baseURL = "/"\n',
    "content/_index.md": "",
    "go.mod": "module example.org/x\n\nrequire example.org/theme v1.0.0\n",
  };
  const plan = await planned(modules);
  expect(plan.languages.map(({ id }) => id)).toEqual(["static", "hugo"]);
  expect(plan.packages.build).toEqual(expect.arrayContaining(["git", "golang-go", "hugo"]));
  const vendored = await planned({ ...modules, "_vendor/modules.txt": "" });
  expect(vendored.packages.build).not.toContain("golang-go");
  const program = await planned({ "go.mod": "module example.org/x\n", "main.go": "package main\n", "config.yaml": "port: 1\n" });
  expect(program.languages.map(({ id }) => id)).toContain("go");
});

test.each(['"3"', "mambaforge-22.9", '"latest"'])("a Python %s for another platform is no reason to refuse", async (python) => {
  const plan = await planned({
    ...sites["mkdocs"],
    ".readthedocs.yaml": `build:\n  tools:\n    python: ${python}\npython:\n  install: []\n`,
  });
  expect(plan.languages.find(({ id }) => id === "mkdocs")).toMatchObject({ version: "3.13" });
});
