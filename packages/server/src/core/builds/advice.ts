import type { Language } from "../languages/language.ts";

/** What a build without a start command is told. */
export const noStartCommand: readonly string[] = [
  "  Say how your tool starts: commit a file named Procfile with a line like",
  "    web: gunicorn --bind 0.0.0.0:$PORT app:app",
  "  In package.json, a script named start does as well.",
];

interface Advice {
  readonly match: RegExp;
  readonly say: string;
}

const ofTests: readonly Advice[] = [
  {
    match: /^out of memory: the tests/,
    say: "The tests needed more memory than they may use: run fewer of them at a time, or ask an admin for a larger --build-memory.",
  },
  {
    match: /^out of time: the tests/,
    say: "The tests took too long: the last lines say what they were at. A test that waits for input, or for a server that it never ends, does not end. test.timeout in sluice.yaml gives them more, up to --build-seconds.",
  },
  {
    match: /^out of disk space: the tests/,
    say: "The tests wrote too much: let them write less, or ask an admin for a larger --build-disk.",
  },
  {
    match: /^too many processes: the tests/,
    say: "The tests started too many processes: run fewer of them at a time, or ask an admin for a larger --build-pids.",
  },
];

const ofBuilds: readonly Advice[] = [
  {
    match: /^out of memory: the build/,
    say: "The build needed more memory than it may use: take prebuilt packages where there are some, build fewer things at a time, or ask an admin for a larger --build-memory.",
  },
  {
    match: /^out of time: the build/,
    say: "The build took too long: the last lines say what it was at. A step that waits for input never ends; for a long one, ask an admin for a larger --build-seconds.",
  },
  {
    match: /^out of disk space: the build/,
    say: "The build wrote too much: take large files and unused packages out, or ask an admin for a larger --build-disk.",
  },
  {
    match: /^too many processes: the build/,
    say: "The build started too many processes: build fewer things at a time (make -j2), or ask an admin for a larger --build-pids.",
  },
];

/** What to do about a limit of the build or its tests that was hit. */
export function limitAdvice(reason: string): readonly string[] {
  return [...ofTests, ...ofBuilds].filter(({ match }) => match.test(reason)).map(({ say }) => say);
}

/** What bash, dash and Python say of a program that is not there. */
const missing = [/: line \d+: ([^\s:]+): command not found$/m, /: \d+: ([^\s:]+): not found$/m, /python[\d.]*: No module named (\w+)$/m];

const anyLanguage =
  "Install it with a command before it, or name its Debian package in sluice.yaml:   build: { packages: { build: [{1}] } }";

/** What to do about a test's command that is not installed, in the words of the languages; nothing when it is another failure. */
export function missingProgramAdvice(languages: readonly Language[], logText: string): readonly string[] {
  const name = missing.map((pattern) => pattern.exec(logText)?.[1]).find((found) => found !== undefined);
  if (name === undefined) return [];
  const says = languages.flatMap(({ missing_program: say }) => say ?? []);
  const program = name.slice(0, 100);
  return (says.length === 0 ? [anyLanguage] : says).map((say) => `${program} is not installed. ${say.replaceAll("{1}", program)}`);
}
