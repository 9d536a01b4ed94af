import { expect, test } from "vitest";
import { parseLanguage } from "./parse-language.ts";
import { slimKind } from "./slim-kind.ts";

const language = (id: string, more: string) => ({
  language: parseLanguage(
    `id: ${id}\nname: ${id}\ndetect: { files: [${id}]${id === "beside" ? ", beside: true" : ""} }\n${more}`,
    `${id}.yaml`,
  ),
});
const [fixed, loaded, whole, beside] = [
  language("fixed", "slim: static"),
  language("loaded", "slim: libc"),
  language("whole", ""),
  language("beside", ""),
];

test("the run image is the smallest that all languages can do with", () => {
  expect(slimKind([fixed], [])).toBe("static");
  expect(slimKind([fixed, beside], [])).toBe("static");
  expect(slimKind([fixed, loaded], [])).toBe("libc");
  expect(slimKind([fixed, whole], [])).toBeNull();
});

test("a package to run with needs the whole base, and so does what nobody built", () => {
  expect(slimKind([fixed], ["ffmpeg"])).toBeNull();
  expect(slimKind([beside], [])).toBeNull();
});
