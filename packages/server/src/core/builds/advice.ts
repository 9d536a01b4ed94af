/** What a build without a start command is told. */
export const noStartCommand: readonly string[] = [
  "  Say how your tool starts: commit a file named Procfile with a line like",
  "    web: gunicorn --bind 0.0.0.0:$PORT app:app",
  "  In package.json, a script named start does as well.",
];

const advice: readonly { readonly match: RegExp; readonly say: string }[] = [
  {
    match: /^out of memory/,
    say: "The build needed more memory than it may use: take prebuilt packages where there are some, build fewer things at a time, or ask an admin for a larger --build-memory.",
  },
  {
    match: /^out of time/,
    say: "The build took too long: the last lines say what it was at. A step that waits for input never ends; for a long one, ask an admin for a larger --build-seconds.",
  },
  {
    match: /^out of disk/,
    say: "The build wrote too much: take large files and unused packages out, or ask an admin for a larger --build-disk.",
  },
  {
    match: /^too many processes/,
    say: "The build started too many processes: build fewer things at a time (make -j2), or ask an admin for a larger --build-pids.",
  },
];

/** What to do about a limit of the build that was hit. */
export function limitAdvice(reason: string): readonly string[] {
  return advice.filter(({ match }) => match.test(reason)).map(({ say }) => say);
}
