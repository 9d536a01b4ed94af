import { expect, test } from "vitest";
import { parseManifest } from "./parse-manifest.ts";

function read(text: string) {
  const result = parseManifest(text);
  if (result.kind === "wrong") throw new Error(result.problems.join("\n"));
  return result.manifest;
}
function problems(text: string): readonly string[] {
  const result = parseManifest(text);
  return result.kind === "wrong" ? result.problems : [];
}

test("reads all that a manifest may say", () => {
  const text = `build:
  languages: [python, node]
  packages: { build: [libpq-dev], run: [libpq5, imagemagick] }
processes:
  web: { command: gunicorn app:app, port: 8500, health: /healthz, replicas: 2, memory: 1Gi, cpu: "2" }
  worker: { command: python worker.py }
jobs:
  nightly: { command: python nightly.py, schedule: "30 4 * * mon-fri", timezone: Europe/Berlin, timeout: 30m, retries: 1, concurrency: replace }
release: python manage.py migrate
test: { commands: [tox -e py313], artifacts: [reports/**, "*.xml"], timeout: 10m }
promote: { to: shop, when: healthy }
`;
  expect(read(text)).toMatchObject({
    processes: { web: { port: 8500, replicas: 2, memory: "1Gi" } },
    jobs: { nightly: { timeout: 1800, schedule: "30 4 * * mon-fri", concurrency: "replace" } },
    test: { commands: ["tox -e py313"], artifacts: ["reports/**", "*.xml"], timeout: 600 },
    promote: { to: "shop", when: "healthy" },
  });
});

test.each(["", "# nothing yet\n", "{}\n"])("an empty manifest says nothing: %j", (text) => expect(read(text)).toEqual({}));

test.each([
  ["procceses:\n  web: {}\n", 'sluice.yaml line 1: procceses is not a known key; did you mean "processes"?'],
  ["processes:\n  web:\n    health: up\n", "sluice.yaml line 3: processes.web.health: must be a path, like /healthz"],
  [
    "processes:\n  w:\n    health: { command: x, intreval: 9s }\n",
    'sluice.yaml line 3: processes.w.health.intreval is not a known key; did you mean "interval"?',
  ],
  ["processes:\n  w:\n    health: { command: x, interval: 1s }\n", "sluice.yaml line 3: processes.w.health.interval: must be 5s to 1h"],
  ["processes:\n  web:\n    helth: /\n", 'sluice.yaml line 3: processes.web.helth is not a known key; did you mean "health"?'],
  ["test: tox\n", "sluice.yaml line 1: test: must be a list of commands, like [tox]"],
  ["test: []\n", "sluice.yaml line 1: test: must have at least one command"],
  ["test: [3]\n", "sluice.yaml line 1: test.0: "],
  ["test:\n  comands: [tox]\n", 'sluice.yaml line 2: test.comands is not a known key; did you mean "commands"?'],
  ["test:\n  commands: [tox]\n  timeout: 2 min\n", "sluice.yaml line 3: test.timeout: must be like 90s, 30m or 2h"],
  ["test:\n  commands: [tox]\n  retries: 2\n", "sluice.yaml line 3: test.retries is not a known key"],
  ["artifacts: [x]\n", "sluice.yaml line 1: artifacts stands in test, beside its commands: "],
  ["test: { commands: [tox], artifacts: [''] }\n", "sluice.yaml line 1: test.artifacts.0: must be a pattern, like reports/**"],
  ["build:\n  dockerfile: ../Dockerfile\n", "sluice.yaml line 2: build.dockerfile: must be a file's path, like Dockerfile"],
  ["build:\n  dockerfil: Dockerfile\n", 'sluice.yaml line 2: build.dockerfil is not a known key; did you mean "dockerfile"?'],
  ["build:\n  dockerfile: D\n  languages: [python]\n", "sluice.yaml line 3: build.languages: does not go with dockerfile"],
  ["build:\n  target: web\n", "sluice.yaml line 2: build.target: is for a Dockerfile, and there is no dockerfile beside it"],
  ["build:\n  dockerfile: D\n  args: { A-B: 1 }\n", "sluice.yaml line 3: build.args.A-B: must be the name of an ARG"],
  ["processes:\n  web:\n    memory: lots\n", "sluice.yaml line 3: processes.web.memory: must be like 512Mi or 1Gi"],
  ["processes:\n  Web: {}\n", "sluice.yaml line 2: processes.Web: must be 1 to 31 of a-z, 0-9 and -, and start with a letter"],
  ["jobs:\n  n: { command: a, schedule: often }\n", "sluice.yaml line 2: jobs.n.schedule: must be five cron fields"],
  ["jobs:\n  n: { command: a, schedule: '@daily', timeout: 30 }\n", "sluice.yaml line 2: jobs.n.timeout: "],
  ["jobs:\n  n: { command: a, schedule: '@daily', timeout: 25h }\n", "sluice.yaml line 2: jobs.n.timeout: must be at most 24h"],
  ["build:\n  packages:\n    run: [--now]\n", "sluice.yaml line 3: build.packages.run.0: must be the name of a Debian package"],
  ["release: [a, b]\n", "sluice.yaml line 1: release: "],
  ["a: b: c\n", "sluice.yaml line 1: "],
  ["release: a\nrelease: b\n", "sluice.yaml line 2: Map keys must be unique"],
  ["- web\n", "sluice.yaml line 1: the file: "],
])("says what is wrong, where, and what was meant: %j", (text, problem) => {
  expect(problems(text)[0]?.startsWith(problem), problems(text)[0]).toBe(true);
});

test("names all that is wrong at once", () => {
  expect(problems("watched: [a]\nprocesses:\n  web: { port: 0 }\n  x: { replicas: 99 }\n")).toHaveLength(3);
});

test.each([
  ["size", `# ${"x".repeat(70_000)}\n`, "more than 64 KiB"],
  ["processes", `processes:\n${Array.from({ length: 21 }, (_, n) => `  p${n}: {}`).join("\n")}\n`, "at most 20"],
  ["aliases", `a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: &d [*c, *c, *c]\ne: [*d, *d, *d]\n`, "alias"],
])("is bounded in %s", (_what, text, problem) => expect(problems(text).join()).toContain(problem));
