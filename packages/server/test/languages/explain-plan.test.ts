import { noDockerfiles } from "../../src/core/dockerfiles/plan-dockerfile.ts";
import { expect, test } from "vitest";
import { explainPlan } from "../../src/core/builds/explain-plan.ts";
import { languageSet } from "../../src/core/languages/own-languages.ts";
import { loadLanguages } from "../../src/load-languages.ts";

const set = languageSet(await loadLanguages(new URL("../../../../languages", import.meta.url).pathname), []);

async function whyOf(id: string, texts: Readonly<Record<string, string>>): Promise<string | undefined> {
  const plan = await explainPlan({ files: Object.keys(texts), submodules: [], texts }, set, {
    dockerfiles: noDockerfiles,
    today: "2026-11-21",
  });
  return plan.detections.find((one) => one.id === id)?.because;
}

test("says which files are missing", async () => {
  expect(await whyOf("python", { "main.go": "package main\n" })).toMatch(
    /^no requirements\.txt, no Pipfile, no setup\.py, no pyproject\.toml/,
  );
});

test("does not call a file missing that is there, but what its text lacks", async () => {
  const why = await whyOf("python", { "pyproject.toml": "[tool.ruff]\n", "index.html": "" });
  expect(why).not.toContain("no pyproject.toml");
  expect(why).toContain("pyproject.toml has no line like /");
});

test("says which file speaks against it", async () => {
  expect(await whyOf("mkdocs", { "mkdocs.yml": "", "app.py": "", "requirements.txt": "" })).toBe(
    "app.py is there, and with it nothing is MkDocs",
  );
});

test("says what stands in for it, and what only counts alone", async () => {
  expect(await whyOf("node", { "hugo.toml": "", "package.json": "{}" })).toBe("package.json is there, but it is what hugo builds with");
  expect(await whyOf("static", { "index.html": "", "package.json": "{}" })).toBe(
    "index.html is there, but it is taken only when no other language is",
  );
});

test("says that service.template asks for something else", async () => {
  expect(await whyOf("perl", { "service.template": "type: python3.11\n" })).toMatch(/service\.template asks for python3\.11$/);
});
