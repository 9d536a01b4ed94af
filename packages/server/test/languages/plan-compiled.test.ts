import { expect, test } from "vitest";
import { planBuild } from "../../src/core/languages/plan.ts";
import { planOf, shippedLanguages as languages } from "../fixtures/shipped-languages.ts";

test.each([
  ["c", { Makefile: "all:\n", "hello.c": "" }, "web"],
  ["c", { Makefile: "all:\n", "src/hello.cpp": "" }, "web"],
  ["c", { configure: "#!/bin/sh\n", "hello.c": "" }, "web"],
  ["c", { "CMakeLists.txt": "project(x)\n" }, "web"],
  ["c", { "meson.build": "project('x', 'c')\n" }, "web"],
  ["java", { "pom.xml": "<project/>" }, 'start-jar "$APP_JAR"'],
] as const)("finds how a program of %s starts: %j", async (id, files, command) => {
  const { languages: found, processes } = await planOf(files);
  expect(found.map((one) => one.id)).toEqual([id]);
  expect(processes.map((one) => one.command)).toEqual([command]);
});

test.each([
  ["a Python package with parts in C", { "setup.py": "", "CMakeLists.txt": "", "x.c": "" }, ["python"]],
  ["a Go program with a Makefile", { "go.mod": "module x\n", "main.go": "package main\n", Makefile: "", "x.c": "" }, ["go"]],
  ["a site with a Makefile", { "index.html": "", Makefile: "" }, ["static"]],
])("does not take %s for C", async (_, files, ids) => {
  expect((await planOf({ ...files })).languages.map((one) => one.id)).toEqual(ids);
});

test("says of a source of .NET that it is not offered, and what can be done", async () => {
  const result = await planBuild({ files: ["src/Web/Web.csproj"], read: async () => "" }, languages);
  expect(result.kind).toBe("refused");
  expect(result).toMatchObject({
    why: expect.arrayContaining([expect.stringMatching(/^src\/Web\/Web\.csproj is there, but \.NET is not offered/)]),
  });
});

test("runs C on the smallest image, and on the whole base when it loads a library of Debian", async () => {
  expect(await planOf({ "CMakeLists.txt": "add_executable(x x.c)\n" })).toMatchObject({ slim: "libc", packages: { run: [] } });
  const { slim, packages } = await planOf({ "CMakeLists.txt": "find_package( CURL REQUIRED)\nfind_package(SQLite3)\n" });
  expect(slim).toBe(null);
  expect(packages.run).toEqual(["libcurl4t64", "libsqlite3-0"]);
  expect(packages.build).toEqual(expect.arrayContaining(["cmake", "libcurl4-openssl-dev", "libsqlite3-dev"]));
});

test.each([
  ["Makefile", "LDLIBS = -lmicrohttpd -lz\n", ["libmicrohttpd12t64", "zlib1g"]],
  ["meson.build", "dependency('libpq')\n", ["libpq5"]],
  ["Makefile", "LDLIBS = -lzstd -lpqxx\n", []],
])("knows which packages %s means by %j", async (file, text, run) => {
  expect((await planOf({ [file]: text, "x.c": "" })).packages.run).toEqual(run);
});

const pom = (properties: string): string => `<project><properties>${properties}</properties></project>`;

test.each([
  [{ "pom.xml": pom("<maven.compiler.release>17</maven.compiler.release>") }, "21"],
  [{ "pom.xml": pom("<java.version>25</java.version>") }, "25"],
  [{ "pom.xml": pom(""), ".java-version": "17\n" }, "17"],
])("takes the version of Java from %j", async (files, version) => {
  const { languages: found, packages } = await planOf({ ...files });
  expect(found[0]?.version).toBe(version);
  expect(packages.build).toContain("maven");
  expect(packages.run).toEqual([`openjdk-${version}-jre-headless`]);
});

test.each([
  [{ "build.gradle": "plugins { id 'application' }\n" }, "21", ["gradle"]],
  [{ "build.gradle": "  sourceCompatibility = '17'\n" }, "21", ["gradle"]],
  [{ "build.gradle": "sourceCompatibility = JavaVersion.VERSION_25\n" }, "25", ["gradle"]],
  [{ "build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(25) } }\n" }, "25", ["gradle"]],
  [{ "settings.gradle.kts": "", "build.gradle.kts": "kotlin { jvmToolchain(17) }\n", ".java-version": "17\n" }, "17", ["gradle"]],
  [{ "build.gradle": "", gradlew: "", "gradle/wrapper/gradle-wrapper.jar": "", "gradle/wrapper/gradle-wrapper.properties": "" }, "21", []],
  // A project that can do both is built with Maven.
  [{ "pom.xml": pom(""), "build.gradle": "", "settings.gradle": "" }, "21", ["maven"]],
] as const)("builds %j with Java %s and %s", async (files, version, tools) => {
  const { languages: found, packages, processes } = await planOf({ ...files });
  expect(found).toMatchObject([{ id: "java", version }]);
  expect(packages.build.filter((name) => ["gradle", "maven"].includes(name))).toEqual(tools);
  expect(processes.map(({ command }) => command)).toEqual(['start-jar "$APP_JAR"']);
});
