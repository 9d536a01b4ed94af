import { expect, test } from "vitest";
import { planOf } from "../fixtures/shipped-languages.ts";

test.each([
  [["public/index.php", "composer.json"], "php-web public"],
  [["web/index.php", "index.php"], "php-web web"],
  [["public_html/index.php"], "php-web public_html"],
  [["htdocs/index.php"], "php-web htdocs"],
  [["index.php"], "php-web ."],
  [["public_html/index.html", "public_html/api.php"], "php-web public_html"],
  [["public_html/index.html", "public_html/api.php", "composer.json"], "php-web public_html"],
  [["public/index.html", "public/api.php", "composer.json"], "php-web public"],
  [["index.html", "contact.php"], "php-web ."],
])("serves the pages of %j", async (files, command) => {
  const { languages: found, processes } = await planOf(Object.fromEntries(files.map((file) => [file, "{}"])));
  expect(found.map(({ id }) => id)).toEqual(["php"]);
  expect(processes.map((one) => one.command)).toEqual([command]);
});

test.each([
  [">=7.4", "8.4"],
  ["^7.4|^8.0", "8.4"],
  ["~8.2.0", "8.2"],
  ["8.2.*", "8.2"],
])("composer.json that asks for PHP %s gets %s", async (range, version) => {
  const { languages: found } = await planOf({ "composer.json": JSON.stringify({ require: { php: range } }) });
  expect(found[0]?.version).toBe(version);
});

test.each([
  ["a package that ends before 8.3", ">=7.1 <8.3", "8.2"],
  ["a package that ends before 8.4", ">=8.1,<8.4.0", "8.2"],
  ["a package that names each version", "~8.1.0 || ~8.2.0 || ~8.3.0", "8.2"],
  ["a package that goes with all of them", "~8.2.0 || ~8.3.0 || ~8.4.0", "8.4"],
  ["a package that ends later", ">=7.4 <8.5", "8.4"],
  ["a package that has no end", "^7.2.5 || ^8.0", "8.4"],
])("composer.lock with %s gets a PHP that all of it goes with", async (_, range, version) => {
  const { languages: found } = await planOf({
    "composer.json": JSON.stringify({ require: { php: "^8.1" } }),
    "composer.lock": JSON.stringify({ packages: [{ require: { php: ">=5.6" } }, { require: { php: range } }] }, null, 4),
  });
  expect(found[0]?.version).toBe(version);
});

test("says which versions there are when none is as old as asked for", async () => {
  await expect(planOf({ "index.php": "", "service.template": "type: php7.4\n" })).rejects.toThrow(/offered are 8\.4, 8\.2/);
});

test("installs the extensions that composer.json and the packages of composer.lock require, not those that they suggest", async () => {
  const { packages } = await planOf({
    "composer.json": '{\n "require": { "ext-intl": "*" },\n "suggest": { "ext-redis": "for speed" }\n}',
    "composer.lock": '{\n "packages": [{\n "require": {\n "ext-gd": ">=7.4",\n "ext-nonsense": "*"\n }\n }]\n}',
  });
  for (const side of [packages.build, packages.run]) {
    expect(side).toEqual(expect.arrayContaining(["php-gd", "php-intl"]));
    expect(side).not.toContain("php-redis");
    expect(side).not.toContain("php-nonsense");
  }
});

test("keeps composer and the compilers out of the run image", async () => {
  const { packages } = await planOf({ "index.php": "" });
  expect(packages.run.filter((name) => /^(composer|git|unzip)$|-dev$/.test(name))).toEqual([]);
});
