import { expect, test } from "vitest";
import { isPackageMetadata, licencesIn } from "./package-metadata.ts";

test.each([
  ["package.json", '{"license":"MIT"}', ["MIT"]],
  ["package.json", '{"licenses":[{"type":"ISC"},{"type":"MIT"}]}', ["ISC", "MIT"]],
  ["package.json", "{", []],
  ["composer.json", '{"license":["MIT","GPL-2.0-only"]}', ["MIT", "GPL-2.0-only"]],
  ["toolinfo.json", '[{"license":"GPL-3.0-or-later"}]', ["GPL-3.0-or-later"]],
  ["META.json", '{"license":["perl_5"]}', ["perl_5"]],
  ["pyproject.toml", '[project]\nlicense = "MIT"\n', ["MIT"]],
  ["pyproject.toml", '[project]\nlicense = { text = "BSD" }\n', ["BSD"]],
  ["pyproject.toml", '[project]\nlicense = { file = "LICENSE" }\n', []],
  ["pyproject.toml", '[tool.poetry]\nlicense = "Apache-2.0"\n', ["Apache-2.0"]],
  ["pyproject.toml", '[project]\nclassifiers = ["License :: OSI Approved :: MIT License"]\n', ["MIT License"]],
  ["Cargo.toml", '[package]\nlicense = "MIT OR Apache-2.0"\n', ["MIT OR Apache-2.0"]],
  ["setup.cfg", "[metadata]\nlicense = MIT\n", ["MIT"]],
  ["setup.py", 'setup(name="x", license="GPLv3", classifiers=["License :: OSI Approved"])', ["GPLv3"]],
  ["tool.gemspec", 'Gem::Specification.new do |s|\n  s.licenses = ["MIT", "Ruby"]\nend\n', ["MIT", "Ruby"]],
  ["tool-1.0-1.rockspec", 'description = { license = "MIT" }', ["MIT"]],
  ["DESCRIPTION", "Package: x\nLicense: GPL (>= 2) | MIT + file LICENSE\n", ["GPL 2 or later", "MIT"]],
  ["pom.xml", "<project><licenses><license><name>MIT</name></license></licenses></project>", ["MIT"]],
  ["README.md", "license = MIT", []],
])("reads the licence of %s", (name, text, said) => {
  expect(licencesIn(name, text)).toEqual(said);
});

test("reads files at the top only", () => {
  expect(isPackageMetadata("package.json")).toBe(true);
  expect(isPackageMetadata("node_modules/x/package.json")).toBe(false);
  expect(isPackageMetadata("vendor/x.gemspec")).toBe(false);
});
