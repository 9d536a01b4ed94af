import { expect, test } from "vitest";
import { packageWith } from "./commands-of-packages.ts";
import { nearestNames } from "./nearest-names.ts";

const known = [
  "imagemagick",
  "imagemagick-7.q16",
  "imagemagick-common",
  "libpq5",
  "libpq-dev",
  "librsvg2-bin",
  "tesseract-ocr-deu",
  "ffmpeg",
];

test.each([
  ["imagemagik", ["imagemagick"]],
  ["ffmpg", ["ffmpeg"]],
  ["libpq4", ["libpq5"]],
  ["tesseract-ocr", ["tesseract-ocr-deu"]],
  ["zzzzzz", []],
])("%s was meant to be %j", (name, meant) => expect(nearestNames(name, known)).toEqual(meant));

test("knows the package of a command that is called otherwise", () => {
  expect(packageWith("rsvg-convert")).toBe("librsvg2-bin");
  expect(packageWith("constructor")).toBeNull();
});
