import { BaseName } from "@sluice/contract";
import { z } from "zod";
import { Condition, onePath } from "./condition.ts";
import { field } from "./field.ts";
import { linePattern } from "./line-pattern.ts";

const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package");

export const Packages = z.strictObject({
  build: field(z.array(debianPackage).default([]), "Only while building: compilers, headers.", ["lua5.4", "luarocks"]),
  run: field(z.array(debianPackage).default([]), "In the image that runs.", ["lua5.4"]),
});

const packageTemplate = z
  .string()
  .regex(/^([a-z0-9]|\{\d\})([a-z0-9+.-]|\{\d\})*$/, "must be the name of a Debian package, in which {1} is a group");

export const PackagesWhen = z.strictObject({
  file: field(onePath, "Any of these; of each that is there, each line that matches counts.", "cpanfile"),
  matches: field(linePattern.optional(), "Without it the file alone is enough.", "^ *requires *'(DBI|Plack)'"),
  unless: field(Condition.optional(), "Not when this holds.", "cpanfile.snapshot"),
  packages: field(
    z.strictObject({
      build: field(z.array(packageTemplate).default([]), "Only while building.", ["lib{1}-perl"]),
      run: field(z.array(packageTemplate).default([]), "In the image that runs.", ["lib{1}-perl"]),
    }),
    "What is installed. `{1}` is a group of `matches` in small letters, other signs than + and . as hyphens.",
  ),
});

export const Offered = z.strictObject({
  base: field(BaseName, "The Debian that it is built on and runs on.", "debian-13"),
  packages: field(Packages, "What Debian packages it takes."),
  release: field(
    z
      .string()
      .regex(/^\d+(\.\d+)*$/)
      .optional(),
    "Not in the base, but fetched by the steps, which see this exact version in `$RELEASE`.",
    "22.12.0",
  ),
  end_of_life: field(
    z.iso.date().optional(),
    "Day after which nobody mends its security holes. Builds warn from half a year before it.",
    "2029-10-31",
  ),
});
