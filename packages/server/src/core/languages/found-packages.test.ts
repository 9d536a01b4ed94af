import { expect, test } from "vitest";
import { foundPackages } from "./found-packages.ts";
import { parseLanguage } from "./parse-language.ts";

const language = parseLanguage(
  `id: odd
name: Odd
detect: { files: [list.txt] }
packages_when:
  - file: [list.txt, "more/*.txt"]
    matches: "^use (Alpha::[A-Za-z]+|b)$"
    packages: { build: ["lib{1}-dev"], run: ["lib{1}-perl"] }
  - file: plain
    packages: { run: [always] }
  - { file: plain, unless: [other], packages: { build: [alone] } }
`,
  "odd.yaml",
);

function found(files: Record<string, string>) {
  return foundPackages(language, { files: Object.keys(files), read: async (path) => files[path] ?? null });
}

test("asks for a package for each line that matches, in Debian's way of writing names", async () => {
  expect(await found({ "list.txt": "use Alpha::One\nuse other\nuse b\n", "more/x.txt": "use Alpha::Two\n" })).toEqual({
    build: ["libalpha-one-dev", "libb-dev", "libalpha-two-dev"],
    run: ["libalpha-one-perl", "libb-perl", "libalpha-two-perl"],
  });
});

test("asks for the packages of a file whatever is in it", async () => {
  expect(await found({ plain: "" })).toEqual({ build: ["alone"], run: ["always"] });
  expect(await found({ plain: "", other: "" })).toEqual({ build: [], run: ["always"] });
});

test("refuses a template that could become an option", () => {
  const text = "id: x\nname: X\ndetect: {}\npackages_when: [{ file: a, packages: { run: ['-{1}'] } }]\n";
  expect(() => parseLanguage(text, "x.yaml")).toThrow(/packages_when\.0\.packages\.run\.0: must be the name of a Debian package/);
});
