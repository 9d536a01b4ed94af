import { z } from "zod";
import { Condition, path } from "./condition.ts";
import { field, languageId } from "./field.ts";
import { Offered, Packages, PackagesWhen } from "./language-packages.ts";
import { processName, ProcessRule } from "./language-process.ts";
import { Step } from "./language-step.ts";
import { VersionSource } from "./version-source.ts";

const regularExpression = z.string().refine(
  (source) => {
    try {
      return new RegExp(source) instanceof RegExp;
    } catch {
      return false;
    }
  },
  { message: "must be a regular expression" },
);

const Detect = z.strictObject({
  files: field(z.array(path).default([]), "Any of these is there.", ["main.lua", "*.rockspec"]),
  service_template: field(
    z.array(z.string().regex(/^[a-z0-9.*-]+$/)).default([]),
    "Patterns, of which the `type:` of a service.template matches one.",
    ["lua*"],
  ),
  when: field(Condition.optional(), "Or this condition holds.", { file: "package.json", contains: '"vite"' }),
  unless: field(Condition.optional(), "Never when this holds.", "Dockerfile"),
  instead_of: field(
    z.array(languageId).default([]),
    "Languages that are not taken when this one is: what detects them is only how this one builds.",
    ["node"],
  ),
  alone: field(z.boolean().default(false), "Only when no other language detects.", true),
  beside: field(z.boolean().default(false), "Stands beside other languages and is built last.", true),
});

const Version = z.strictObject({
  of: field(
    z.string().min(1).optional(),
    "What these are versions of, when that is not the language itself but what it is made with.",
    "Python",
  ),
  from: field(
    z.array(VersionSource).default([]),
    "Where people say which version they want, in this order: `file`, `file#key`, or an object.",
    [".lua-version", ".tool-versions#lua"],
  ),
  ranges: field(z.enum(["npm", "composer"]).default("npm"), "Composer reads ~1.2 as at least 1.2 and below 2; npm as any 1.2.", "composer"),
  offered: field(
    z.record(z.string().regex(/^\d+(\.\d+)*$/), Offered),
    "Those that can be had. What is asked for and not offered is refused, with what is.",
    { "5.4": { base: "debian-13", packages: { build: ["lua5.4", "luarocks"], run: ["lua5.4"] } } },
  ),
  default: field(z.string(), "The one that is taken when nobody asks.", "5.4"),
  probe: field(z.string().optional(), "Prints the exact version in the build image; part of every key.", "lua5.4 -v"),
});

const Hint = z.strictObject({
  files: field(z.array(path).min(1), "Any of these is there.", ["*.lua"]),
  say: field(z.string().min(1), "What to tell. `{file}` is the file.", "{file} is there, but no main.lua."),
});

const BuildOnly = z.strictObject({
  when: field(Condition, "It only builds when this holds.", { file: "package.json", contains: '"vite"' }),
  unless: field(Condition.optional(), "Not when this holds.", "server.js"),
});

const Explain = z.strictObject({
  match: field(
    regularExpression,
    "An expression (JavaScript's) that is looked for in the log of a failed build.",
    "module '([^']+)' not found",
  ),
  say: field(z.string().min(1), "What to do about it. `{1}` is a group of `match`.", "Add {1} to the dependencies of your rockspec."),
});

/** `languages/<id>.yaml`: all that it takes to support one language. */
export const Language = z
  .strictObject({
    id: field(languageId, "Its name, and the file's.", "lua"),
    name: field(z.string().min(1), "What people call it.", "Lua"),
    detect: field(Detect, "When a source is this language."),
    hints: field(z.array(Hint).default([]), "What to tell somebody whose source looks like this language, yet does not detect."),
    version: field(Version.optional(), "Its versions. Without it the language has none, and `packages` says what is installed."),
    complete: field(
      z.array(path).default([]),
      "What a build cannot do without. A push in which one of these is a git submodule, in one, or around one is refused: its files are not pushed.",
      ["themes/*", "content"],
    ),
    packages: field(Packages.optional(), "Debian packages of a language without versions."),
    ahead: field(
      z.boolean().default(false),
      "The images of its default version are made when the server starts, so that a first push does not wait for them.",
      true,
    ),
    slim: field(
      z.enum(["static", "libc"]).optional(),
      "What it builds runs without the base's programs: `static` needs nothing, `libc` the C and C++ libraries.",
      "static",
    ),
    packages_when: field(
      z.array(PackagesWhen).default([]),
      "Packages that what stands in the source asks for, beside those of the version.",
    ),
    build_only: field(
      BuildOnly.optional(),
      "When this holds, and the manifest names no languages, it only builds for the others: nothing of it is in the run image, and it starts nothing. Steps see `ONLY_BUILDS=1`.",
    ),
    requires: field(languageId.optional(), "Another language that is always built with it, before it.", "static"),
    functions: field(
      z.string().optional(),
      "Bash that stands before each step's script: functions that several steps use.",
      'rocks() { luarocks "$@"; }',
    ),
    functions_of: field(languageId.optional(), "Another language whose functions stand before them.", "node"),
    steps: field(z.array(Step).default([]), "What is done to build, in this order."),
    processes: field(
      z.record(processName, z.array(ProcessRule)).default({}),
      "By name: how it is started. The first rule that holds is taken. `web` listens on 0.0.0.0 and `$PORT`.",
      { web: [{ when: "main.lua", command: "exec lua5.4 main.lua" }] },
    ),
    process_file: field(path.optional(), "A file of `name: command` lines, each of which is a process.", "Procfile"),
    missing_program: field(
      z.string().min(1).optional(),
      "What to do when a test in `sluice.yaml` calls a program that is not installed. `{1}` is its name.",
      "Put luarocks install {1} before it.",
    ),
    explain: field(z.array(Explain).default([]), "What to do about a failed build, by what stands in its log."),
  })
  .refine((language) => !language.version || language.version.default in language.version.offered, {
    message: "is not one of the offered versions",
    path: ["version", "default"],
  });
export type Language = z.infer<typeof Language>;
export type LanguageStep = z.infer<typeof Step>;
export type LanguageProcessRule = z.infer<typeof ProcessRule>;
