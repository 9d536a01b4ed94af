import { expect, test } from "vitest";
import { parseManifest } from "../parse-manifest.ts";
import { importPipelineLib } from "./pipelinelib.ts";

const blubber = `version: v4
base: registry.example.org/node20-bookworm
apt: { packages: [libvips42] }
lives: { in: /srv/service }
variants:
  build:
    apt: { packages: [build-essential] }
    node: { requirements: [package.json] }
    copies: [local]
  lint: { includes: [build], entrypoint: [npm, run, lint] }
  test:
    includes: [build]
    runs: { environment: { NODE_ENV: test } }
    entrypoint: [npm, test]
  prep: { includes: [build], node: { env: production } }
  production:
    node: { env: production }
    copies: [{ from: prep, source: /srv/service, destination: . }]
    runs: { environment: { PORT_HINT: "a b" } }
    entrypoint: [node, server.js]
`;
const config = `pipelines:
  service:
    directory: src
    stages:
      - name: lint
      - name: unit
        build: test
        run: { arguments: [--reporter, "dot it"] }
        publish: { files: { paths: [coverage/*] } }
      - name: image
        build: production
        publish: { image: true }
`;
const imported = (files: Readonly<Record<string, string>>) => importPipelineLib((name) => files[name] ?? null);

test("a pipeline of stages becomes one that tests, keeps files and runs what was published", () => {
  const { text, remarks } = imported({ "config.yaml": config, "blubber.yaml": blubber });
  expect(remarks.filter(({ isLost }) => isLost)).toEqual([]);
  const read = parseManifest(text ?? "");
  expect(read.kind === "read" && read.pipelines).toMatchObject([
    {
      name: "service",
      tool: null,
      deploy: true,
      says: {
        directory: "src",
        build: { languages: ["node"], base: "debian-12", packages: { build: ["libvips42", "build-essential"], run: ["libvips42"] } },
        test: {
          commands: ["npm run lint", "env NODE_ENV=test npm test --reporter 'dot it'"],
          artifacts: ["coverage/*"],
        },
        processes: { web: { command: "env 'PORT_HINT=a b' node server.js" } },
      },
    },
  ]);
  expect(remarks.map((one) => one.text)).toContain(
    ".pipeline/blubber.yaml line 4: lives: where the app lives in the image is decided here",
  );
});

test("several pipelines go to tools of their own, and one that publishes no image is only tested", () => {
  const { text } = imported({
    "config.yaml": `pipelines:
  one: { blubberfile: a.yaml, stages: [{ name: p, build: production, publish: { image: true } }] }
  Two_x: { stages: [{ name: p, build: production, publish: { image: true } }] }
  check: { stages: [{ name: test }] }
`,
    "a.yaml": blubber,
    "blubber.yaml": blubber,
  });
  const read = parseManifest(text ?? "");
  expect(read.kind === "read" && read.pipelines.map(({ name, tool, deploy }) => [name, tool, deploy])).toEqual([
    ["one", null, true],
    ["two-x", "two-x", true],
    ["check", null, false],
  ]);
});

test.each([
  ["exports: { TAG: '${.imageTag}' }", "line 9: pipelines.p.stages.0.exports: stages have no variables"],
  ["promote: [{ chart: shop }]", "line 9: pipelines.p.stages.0.promote: no chart of another repository is changed"],
  ["copy: [dist]", "line 9: pipelines.p.stages.0.copy: files of one stage's image"],
  ["run: { arguments: ['${setup.tag}'] }", "line 9: pipelines.p.stages.0.run: ${setup.tag} has no value here"],
  ["run: { credentials: [{ id: x }] }", "line 9: pipelines.p.stages.0.run.credentials: tests get no credentials"],
  ["color: red", "line 9: pipelines.p.stages.0.color: is not known here"],
])("what a manifest cannot say is told with its line: %s", (line, told) => {
  const text = `\n\n\n\npipelines:\n  p:\n    stages:\n      - { name: s, build: test,\n          ${line} }\n`;
  const { remarks } = imported({ "config.yaml": text, "blubber.yaml": blubber });
  const lost = remarks.filter(({ isLost }) => isLost).map((one) => one.text);
  expect(
    lost.some((one) => one.startsWith(`.pipeline/config.yaml ${told}`)),
    lost.join("\n"),
  ).toBe(true);
});

test.each([
  [{ "config.yaml": config }, "line 2: pipelines.service: there is no .pipeline/blubber.yaml"],
  [
    { "config.yaml": config, "blubber.yaml": blubber.replace("source: /srv/service", "source: /srv/service/dist") },
    "blubber.yaml line 18: variants.production.copies.0: single files",
  ],
  [{ "config.yaml": "pipelines: {}\n" }, "line 1: pipelines: there are no pipelines"],
  [{ "config.yaml": "- a\n" }, "line 1: is no map of keys"],
  [
    { "config.yaml": config, "blubber.yaml": blubber.replace("includes: [build], entrypoint", "includes: [lint], entrypoint") },
    "lint includes itself",
  ],
  [
    { "config.yaml": config, "blubber.yaml": blubber.replace("version: v4", "version: v4\nbuilders: [{ custom: { command: make } }]") },
    "commands that build are not run",
  ],
  [
    { "config.yaml": config, "blubber.yaml": blubber.replace("{ in: /srv/service }", "{ in: /srv/service }\nruns: { insecurely: true }") },
    "nothing runs as root here",
  ],
])("what is missing, wrong or left out is told: %j", (files, told) => {
  const lost = imported(files as Readonly<Record<string, string>>)
    .remarks.filter(({ isLost }) => isLost)
    .map((one) => one.text);
  expect(
    lost.some((one) => one.includes(told)),
    lost.join("\n"),
  ).toBe(true);
});
