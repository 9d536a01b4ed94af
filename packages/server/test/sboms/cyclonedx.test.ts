import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { cyclonedx, packageUrl } from "../../src/core/sboms/cyclonedx.ts";

const folder = join(dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json")), "res", "schema");
const schema = (name: string) => ({
  ...(JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), "utf8")) as object),
  $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
});
const valid = new Ajv({ strict: false, validateFormats: false, schemas: [schema("spdx"), schema("jsf-0.82")] }).compile(schema("bom-1.6"));

const subject = { tool: "foo", image: `127.0.0.1:5000/foo@sha256:${"a".repeat(64)}`, commit: "b".repeat(40) };
const parts = {
  parts: [
    { type: "pypi", name: "flask", version: "3.1", license: "BSD-3-Clause" },
    { type: "npm", name: "@vue/runtime", version: "3.5.0", license: "MIT OR Apache-2.0" },
    { type: "gem", name: "odd", version: "1", license: "see LICENSE file, please" },
    { type: "golang", name: "github.com/a/b", version: "v1.0.0+incompatible", license: null },
  ],
  debian: [{ name: "libstdc++6", version: "1:14.2-19~x", architecture: "amd64", source: { name: "gcc-14", version: "14.2.0-19" } }],
} as const;

test("is a CycloneDX 1.6 list by its own schema, the same for the same image", () => {
  const text = cyclonedx(subject, parts);
  valid(JSON.parse(text));
  expect(valid.errors).toBeNull();
  expect(cyclonedx(subject, parts)).toBe(text);
  const { components, metadata } = JSON.parse(text) as {
    components: { purl: string; licenses?: unknown }[];
    metadata: { component: object };
  };
  expect(metadata.component).toMatchObject({ type: "container", name: "foo", version: subject.commit });
  expect(components).toHaveLength(5);
  const licenses = (purl: string) => components.find((one) => one.purl === purl)?.licenses;
  expect(licenses("pkg:pypi/flask@3.1")).toEqual([{ license: { id: "BSD-3-Clause" } }]);
  expect(licenses("pkg:npm/%40vue/runtime@3.5.0")).toEqual([{ expression: "MIT OR Apache-2.0" }]);
  expect(licenses("pkg:gem/odd@1")).toEqual([{ license: { name: "see LICENSE file, please" } }]);
  expect(components.map(({ purl }) => purl)).toContain(
    "pkg:deb/debian/libstdc%2B%2B6@1%3A14.2-19~x?arch=amd64&upstream=gcc-14%4014.2.0-19",
  );
});

test("names the source of a Debian package as grype reads it, and as trivy does", () => {
  const of = (version: string) => {
    const debian = [{ name: "libc6", version: "2.41-12", architecture: "amd64", source: { name: "glibc", version } }];
    const { components } = JSON.parse(cyclonedx(subject, { parts: [], debian })) as { components: { purl: string; properties: unknown }[] };
    return components.at(-1);
  };
  expect(of("2.41-12")).toMatchObject({
    purl: expect.stringMatching(/&upstream=glibc$/) as unknown,
    properties: [
      { name: "aquasecurity:trivy:SrcName", value: "glibc" },
      { name: "aquasecurity:trivy:SrcVersion", value: "2.41-12" },
    ],
  });
  expect(of("2.41-11")).toMatchObject({
    purl: expect.stringMatching(/&upstream=glibc%402.41-11$/) as unknown,
    properties: expect.arrayContaining([{ name: "aquasecurity:trivy:SrcVersion", value: "2.41-11" }]) as unknown,
  });
});

test.each([
  ["base-files", "13.8+deb13u1"],
  ["libssl3t64", "3.5.1-1+deb13u1"],
])("says the release of Debian, which advisories are for, by %s %s", (name, version) => {
  const debian = [{ name, version, architecture: "amd64", source: null }];
  const text = cyclonedx(subject, { parts: [], debian });
  valid(JSON.parse(text));
  expect(valid.errors).toBeNull();
  const { components } = JSON.parse(text) as { components: { type: string; name: string; version: string; purl?: string }[] };
  expect(components).toContainEqual(expect.objectContaining({ type: "operating-system", name: "debian", version: "13" }));
  expect(components.find((one) => one.name === name)?.purl).toContain("?arch=amd64&distro=debian-13");
});

test("the schema would find what is wrong", () => {
  expect(valid({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "librarry", name: "x" }] })).toBe(false);
});

test("writes package URLs as their specification does", () => {
  expect(packageUrl({ type: "golang", name: "github.com/a/b", version: "v1.0.0+incompatible" })).toBe(
    "pkg:golang/github.com/a/b@v1.0.0%2Bincompatible",
  );
  expect(packageUrl({ type: "composer", name: "Slim/Slim", version: "4" })).toBe("pkg:composer/slim/slim@4");
});
