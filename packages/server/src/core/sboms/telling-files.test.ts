import { expect, test } from "vitest";
import { imageParts } from "./image-parts.ts";
import { isTelling, layerReader } from "./telling-files.ts";

function layer(files: Readonly<Record<string, string>>) {
  const reader = layerReader();
  for (const [path, text] of Object.entries(files)) {
    if (isTelling({ path, size: text.length, executable: false })) reader.take(path, Buffer.from(text));
  }
  return reader.done();
}

const site = "layers/sluice_python/dependencies/lib/python3.13/site-packages";
const node = "layers/sluice_node/dependencies/node_modules";

test.each([
  [
    `${site}/Flask_Login-3.1.dist-info/METADATA`,
    "Metadata-Version: 2.4\nName: Flask_Login\nVersion: 3.1\nLicense-Expression: BSD-3-Clause\n\nName: not this\n",
    { type: "pypi", name: "flask-login", version: "3.1", license: "BSD-3-Clause" },
  ],
  [
    `${site}/six-1.17.dist-info/METADATA`,
    "Name: six\nVersion: 1.17\nLicense: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\n\n",
    { type: "pypi", name: "six", version: "1.17", license: "MIT License" },
  ],
  [
    `${node}/@vue/runtime/package.json`,
    '{"name":"@vue/runtime","version":"3.5.0","license":"MIT"}',
    { type: "npm", name: "@vue/runtime", version: "3.5.0", license: "MIT" },
  ],
  [
    `${node}/old/package.json`,
    '{"name":"old","version":"1.0.0","licenses":[{"type":"ISC"}]}',
    { type: "npm", name: "old", version: "1.0.0", license: "ISC" },
  ],
  [
    "workspace/vendor/composer/installed.json",
    '{"packages":[{"name":"slim/slim","version":"v4.1","license":["MIT","GPL-2.0-only"]}]}',
    { type: "composer", name: "slim/slim", version: "4.1", license: "MIT OR GPL-2.0-only" },
  ],
  [
    "layers/sluice_ruby/gems/specifications/rack-3.2.0.gemspec",
    'Gem::Specification.new do |s|\n  s.name = "rack".freeze\n  s.version = "3.2.0"\n  s.licenses = ["MIT".freeze]\nend\n',
    { type: "gem", name: "rack", version: "3.2.0", license: "MIT" },
  ],
  [
    "layers/sluice_perl/dependencies/lib/perl5/x/.meta/Mojolicious-9.40/install.json",
    '{"dist":"Mojolicious-9.40","name":"Mojolicious"}',
    { type: "cpan", name: "Mojolicious", version: "9.40", license: null },
  ],
])("reads %s", (path, text, part) => {
  expect(layer({ [path]: text }).parts).toEqual([part]);
});

const status = (...names: readonly string[]): string =>
  names
    .map(
      (name) =>
        `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nSource: src-${name} (1)\nVersion: 1:2\nDescription: x\n more: y\n`,
    )
    .join("\n");

test("takes dpkg's list of the upmost layer that has one", () => {
  const removed = "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n";
  const layers = [
    layer({ "var/lib/dpkg/status": status("libc6") }),
    layer({ "var/lib/dpkg/status": `${status("libc6", "curl")}\n${removed}` }),
    layer({}),
  ];
  expect(imageParts(layers).debian).toEqual([
    { name: "curl", version: "1:2", architecture: "amd64", source: { name: "src-curl", version: "1" } },
    { name: "libc6", version: "1:2", architecture: "amd64", source: { name: "src-libc6", version: "1" } },
  ]);
});

test("takes the version of a package for that of its source where dpkg names no other", () => {
  const text = "Package: libssl3t64\nStatus: install ok installed\nSource: openssl\nVersion: 3.5.1-1\n";
  expect(imageParts([layer({ "var/lib/dpkg/status": text })]).debian).toMatchObject([{ source: { name: "openssl", version: "3.5.1-1" } }]);
});

test("takes the lists of an image without dpkg one by one", () => {
  const one = "Package: libc6\nVersion: 2.41\nArchitecture: amd64\n";
  expect(imageParts([layer({ "var/lib/dpkg/status.d/libc6": one })]).debian).toMatchObject([{ name: "libc6", version: "2.41" }]);
});

test("names a package that many layers have once", () => {
  const file = { [`${node}/a/package.json`]: '{"name":"a","version":"1.0.0"}' };
  expect(imageParts([layer(file), layer(file)]).parts).toHaveLength(1);
});

test.each([
  [`${node}/a/package.json`, "{"],
  [`${node}/a/package.json`, '{"name":{"x":1},"version":["1"]}'],
  [`${node}/a/package.json`, `{"name":"${"a".repeat(400)}","version":"1"}`],
  ["workspace/vendor/composer/installed.json", '{"packages":[null,7]}'],
  [`${site}/x.dist-info/METADATA`, ""],
  ["workspace/program", "\u007fELF\u0000\u00ff Go buildinf:\b\u0002"],
])("what is wrong in %s tells nothing", (path, text) => {
  const reader = layerReader();
  reader.take(path, Buffer.from(text, "latin1"));
  expect(reader.done().parts).toEqual([]);
});

test("looks into no file outside of the tool's own places, and into none that is too large", () => {
  expect(isTelling({ path: "usr/lib/node_modules/npm/package.json", size: 10, executable: false })).toBe(false);
  expect(isTelling({ path: "workspace/node_modules/a/package.json", size: 10, executable: false })).toBe(true);
  expect(isTelling({ path: "workspace/node_modules/a/package.json", size: 17 * 1024 ** 2, executable: false })).toBe(false);
  expect(isTelling({ path: "workspace/main", size: 5 * 1024 ** 2, executable: true })).toBe(true);
});
