import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { spdxTexts } from "../../src/adapters/licences-spdx/licence-texts.ts";
import { type Identify, knownTexts } from "../../src/core/licences/known-texts.ts";

let identify: Identify;
const texts = new Map<string, string>();
beforeAll(async () => {
  for await (const { id, text } of spdxTexts().all()) texts.set(id, text);
  identify = await knownTexts(spdxTexts(), () => Promise.resolve());
}, 120_000);

const textOf = (id: string): string => texts.get(id) ?? "";

test.each(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "MPL-2.0", "Unlicense", "EUPL-1.2", "JSON", "CC-BY-NC-4.0"])(
  "knows the text of %s",
  (id) => {
    expect(identify(textOf(id))).toMatchObject({ kind: "is", ids: expect.arrayContaining([id]) as unknown });
  },
);

test("knows a text with other line ends, signs, holders and a title", () => {
  const text = textOf("MIT")
    .replace(/^MIT License/, "# The MIT License (MIT)")
    .replace("<year> <copyright holders>", "2026 Ada Lovelace and others")
    .replaceAll('"', "“")
    .replaceAll(/\s+/g, "\r\n  ");
  expect(identify(text)).toEqual({ kind: "is", ids: ["MIT"] });
});

test("knows Apache's licence without its appendix", () => {
  const text = textOf("Apache-2.0");
  expect(identify(text.slice(0, text.indexOf("END OF TERMS")))).toEqual({ kind: "is", ids: ["Apache-2.0"] });
});

test("cannot tell a version only from one or later", () => {
  expect(identify(textOf("AGPL-3.0-or-later"))).toMatchObject({ kind: "is", ids: expect.arrayContaining(["AGPL-3.0-only"]) as unknown });
});

test("knows the licences that libraries of others came with", async () => {
  const require = createRequire(import.meta.url);
  for (const [name, id] of [
    ["zod", "MIT"],
    ["typescript", "Apache-2.0"],
  ] as const) {
    const directory = join(require.resolve(`${name}/package.json`), "..");
    const text = await readFile(join(directory, "LICENSE"), "utf8").catch(() => readFile(join(directory, "LICENSE.txt"), "utf8"));
    expect(identify(text)).toEqual({ kind: "is", ids: [id] });
  }
});

test("does not take a licence with a condition more for the licence", () => {
  const clause = `The Software is provided to you under the License, as defined below, subject to the following condition. Without
    limiting other conditions in the License, the grant of rights under the License will not include, and the License does
    not grant to you, the right to Sell the Software. For purposes of the foregoing, "Sell" means practicing any or all of
    the rights granted to you under the License to provide to third parties, for a fee or other consideration, a product.`;
  expect(identify(`${clause}\n\n${textOf("MIT")}`)).toMatchObject({ kind: "holds", ids: expect.arrayContaining(["MIT"]) as unknown });
});

test("knows no licence in other words", () => {
  expect(identify("You may look at this code on Sundays if you ask me nicely and bring a cake for each of us.")).toEqual({
    kind: "unknown",
  });
  expect(identify("YEAR: 2026\nCOPYRIGHT HOLDER: Ada")).toEqual({ kind: "short" });
});

test.each([
  ["one word", "a".repeat(4_000_000)],
  ["two words over and over", "a b ".repeat(1_000_000)],
  ["words that are all different", Array.from({ length: 500_000 }, (_, n) => n.toString(36)).join(" ")],
  ["empty lines", "\n".repeat(4_000_000)],
  ["white space before a holder", `${" ".repeat(4_000_000)}copyright`],
  ["all licences in one", "all"],
])("gives %s no more time than a licence", (what, hostile) => {
  const text = what === "all licences in one" ? [...texts.values()].join("\n") : hostile;
  const begun = performance.now();
  identify(text);
  // some milliseconds on an idle machine
  expect(performance.now() - begun).toBeLessThan(1000);
});
