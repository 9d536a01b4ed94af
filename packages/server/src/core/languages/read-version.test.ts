import { expect, test } from "vitest";
import { readVersion } from "./read-version.ts";
import { VersionSource } from "./version-source.ts";

const read = (source: unknown, text: string): string | null => readVersion(VersionSource.parse(source), text, ["python*"]);

const older = { file: "requirements.txt", older: { says: "3.11", than: { numpy: "2.1", "psycopg2-binary": "2.9.10" } } };

test.each([
  [".python-version", "# ours\n\n3.12.1\n3.11\n", "3.12.1"],
  ["runtime.txt", "python-3.11.9\n", "3.11.9"],
  [".java-version", "temurin-21.0\n", "21.0"],
  [".ruby-version", "ruby-3.3.1\r\n", "3.3.1"],
  [".python-version", "\n# nothing\n", null],
  [".tool-versions#python", "nodejs 22.1.0\npython 3.12.1 3.11 # both\n", "3.12.1"],
  [".tool-versions#node", "nodejs 22.1.0\n", null],
  ["pyproject.toml#project.requires-python", '[project]\nrequires-python = ">=3.11"\n', ">=3.11"],
  ["pyproject.toml#project.requires-python", "[project]\nname = 'x'\n", null],
  ["Pipfile#requires.python_version", '[requires]\npython_version = "3.11"\n', "3.11"],
  ["rust-toolchain.toml#toolchain.channel", '[toolchain]\nchannel = "1.85"\n', "1.85"],
  ["package.json#engines.node", '{"engines":{"node":"^22"}}', "^22"],
  ["composer.json#require.php", '{"require":{"php":8.4}}', "8.4"],
  ["package.json#constructor.name", "{}", null],
  ["environment.yaml#python", "python: 3.10\n", "3.10"],
  ["go.mod#go", "module x\n\ngo 1.24.0 // least\n\ntoolchain go1.24.5\n", "1.24.0"],
  ["go.mod#go", "module x\n\ngopher 7\n", null],
  [{ file: "go.mod", key: "go", at_least: true }, "go 1.22\n", ">=1.22"],
  [{ file: "Cargo.toml", key: "package.rust-version", at_least: true }, '[package]\nrust-version = "1.70"\n', ">=1.70"],
  [{ file: "x.json", key: "v", at_least: true }, '{"v":"^3"}', "^3"],
  [{ file: "cpanfile", matches: "^requires 'perl', '([0-9.]+)'", at_least: true }, "requires 'perl', '5.36.0';\n", ">=5.36.0"],
  ["Gemfile#ruby", "source 'x'\nruby '~> 3.2', engine: 'ruby'\n", "~> 3.2"],
  ["system.properties#java.runtime.version", "java.runtime.version = 21\n", "21"],
  [".sdkmanrc#java", "# x\njava=21.0.2-tem\n", "21.0.2-tem"],
  [
    "pom.xml#maven.compiler.release",
    "<!-- <maven.compiler.release>8</maven.compiler.release> --><p><maven.compiler.release> 21 </maven.compiler.release>",
    "21",
  ],
  ["pom.xml#java.version", "<java.version>${x}</java.version>", null],
  ["service.template", "backend: kubernetes\ntype: python3.11\n", "3.11"],
  ["service.template", "type: node20\n", null],
  [{ file: "cpanfile", matches: "^requires +'perl', *'([^']+)'" }, "requires 'Mojolicious';\nrequires 'perl', '5.036';\n", "5.036"],
  [older, "flask\nNumPy == 1.26.4 # old\n", "3.11"],
  [older, "psycopg2_binary[x]==2.9.9\r\n", "3.11"],
  [older, "numpy==2.1.0\nnumpy>=1.26\nnumpy-financial==1.0.0\n# numpy==1.0\n", null],
  [older, "numpy==2.10\npsycopg2-binary==2.9.10\npsycopg2.binary==3\n", null],
])("reads the version at %j in %j as %j", (source, text, expected) => {
  expect(read(source, text)).toBe(expected);
});

test("reads a hostile file in time", () => {
  const spaces = " ".repeat(250_000);
  const began = performance.now();
  read("pom.xml#java.version", `<java.version>${spaces}`.repeat(1) + "<!--".repeat(50_000));
  read(".sdkmanrc#java", `java${spaces}x`);
  read(older, `numpy${spaces}==${spaces}1`);
  read("go.mod#go", `go${spaces}x ${spaces}//`);
  expect(performance.now() - began).toBeLessThan(15_000);
});

test.each([
  ["package.json"],
  ["go .mod#go"],
  [{ file: "../x" }],
  [{ file: "x.toml" }],
  [{ file: "x", format: "ini" }],
  [{ file: "x", older: { says: "3" } }],
])("does not take %j as a source", (source) => {
  expect(VersionSource.safeParse(source).success).toBe(false);
});
