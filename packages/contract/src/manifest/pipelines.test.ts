import { describe, expect, test } from "vitest";
import { parseManifest } from "./parse-manifest.ts";
import { isForReviewsAlone } from "./pipelines.ts";

function read(text: string) {
  const result = parseManifest(text);
  if (result.kind === "wrong") throw new Error(result.problems.join("\n"));
  return result.pipelines;
}
function problems(text: string): readonly string[] {
  const result = parseManifest(text);
  return result.kind === "wrong" ? result.problems : [];
}

test("a manifest that names no pipeline is one, main, whatever changed", () => {
  expect(read("directory: services/api\n")).toMatchObject([{ name: "main", tool: null, deploy: true, paths: null }]);
  expect(read("directory: a[b]\nwatch: [shared/**]\n")[0]?.paths).toEqual(["/a\\[b]/**", "shared/**"]);
});

test("each of several is an end result with its own tool, paths and start", () => {
  const [web, api, docs] = read(`pipelines:
  web: { processes: { web: { command: ./web } } }
  api: { tool: foo-api, directory: services/api, watch: [shared/**], on: { branch: "release/*", tag: [v*, w*] } }
  docs: { deploy: false, watch: ["*.md"], test: [./build-docs] }
`);
  expect(web).toMatchObject({ name: "web", tool: null, deploy: true, paths: null, says: { processes: { web: { command: "./web" } } } });
  expect(api).toMatchObject({
    tool: "foo-api",
    paths: ["/services/api/**", "shared/**"],
    says: { on: { branch: "release/*", tag: ["v*", "w*"] } },
  });
  expect(docs).toMatchObject({ deploy: false, paths: ["*.md"] });
});

test("one that only makes previews of reviews goes to the tool beside the one that pushes start", () => {
  const [web, review] = read("pipelines:\n  web: {}\n  review: { on: { change: true }, processes: { web: { command: ./small } } }\n");
  expect([web, review].map((one) => one !== undefined && isForReviewsAlone(one.says))).toEqual([false, true]);
  expect(read("on: { branch: main, change: true }\n")[0]?.says.on).toEqual({ branch: "main", change: true });
});

test.each([
  ["pipelines: {}\n", "sluice.yaml line 1: pipelines: must have at least one pipeline"],
  ["pipelines:\n  Web: {}\n", "sluice.yaml line 2: pipelines.Web: must be 1 to 31 of a-z"],
  ["pipelines:\n  web: { tol: foo }\n", 'sluice.yaml line 2: pipelines.web.tol is not a known key; did you mean "tool"?'],
  ["pipelines:\n  web:\n    on: {}\n", "sluice.yaml line 3: pipelines.web.on: must name a branch or a tag"],
  ["pipelines:\n  web:\n    on: { change: false }\n", "sluice.yaml line 3: pipelines.web.on.change: "],
  ["on: { chnge: true }\n", 'sluice.yaml line 1: on.chnge is not a known key; did you mean "change"?'],
  [
    "pipelines:\n  a:\n    on: { change: true }\n  b:\n    on: { branch: main, change: true }\n",
    "sluice.yaml line 5: pipelines.b.on.change: previews of reviews are made by pipelines.a (line 3); only one pipeline makes them",
  ],
  [
    "pipelines:\n  a:\n    deploy: false\n    on: { change: true }\n",
    "sluice.yaml line 4: pipelines.a.on.change: a preview runs, and deploy is false",
  ],
  ["pipelines:\n  web:\n    build: { args: {} }\n", "sluice.yaml line 3: pipelines.web.build.args: is for a Dockerfile"],
  [
    "test: [tox]\npipelines:\n  web: {}\n",
    "sluice.yaml line 1: test stands in one of the pipelines, when there are some: pipelines.web.test",
  ],
  [
    "pipelines:\n  web: {}\n  api: {}\n",
    "sluice.yaml line 3: pipelines.api: goes to the tool that is pushed to, as pipelines.web (line 2) does",
  ],
  [
    "pipelines:\n  web:\n    tool: foo\n  api:\n    directory: a\n    tool: foo\n",
    "sluice.yaml line 6: pipelines.api: goes to foo, as pipelines.web (line 3) does; give one of them its own tool",
  ],
  ["pipelines:\n  docs: { deploy: false, tool: foo }\n", "sluice.yaml line 2: pipelines.docs.tool: is for what is deployed"],
  ["pipelines:\n  docs: { deploy: false, promote: { to: foo } }\n", "sluice.yaml line 2: pipelines.docs.promote: is for what is deployed"],
  ["templates:\n  a: {}\n", "sluice.yaml line 1: templates: are for pipelines, and there are none"],
])("says what is wrong, where: %j", (text, problem) => {
  expect(problems(text)[0]?.startsWith(problem), problems(text)[0]).toBe(true);
});

const eight = `templates:
  base:
    test: [make test]
    processes: { web: { memory: 256Mi } }
  service:
    extends: base
    with: { port: 8000 }
    tool: shop-$(name)
    directory: services/$(name)
    watch: [shared/**]
    processes: { web: { command: './$(name) --date "$(date +%s)" $$(hostname)', port: $(port) } }
pipelines:
${["api", "cart", "mail", "auth", "page", "feed", "docs"].map((name) => `  ${name}: { extends: service, with: { name: ${name} } }\n`).join("")}  search: { extends: service, with: { name: search, port: 9000 }, watch: [index/**], test: [tox] }
`;

describe("templates", () => {
  test("make eight alike pipelines of eight lines, over which each says its own", () => {
    const pipelines = read(eight);
    expect(pipelines).toHaveLength(8);
    expect(pipelines[0]).toMatchObject({
      tool: "shop-api",
      paths: ["/services/api/**", "shared/**"],
      says: { test: ["make test"], processes: { web: { command: './api --date "$(date +%s)" $(hostname)', port: 8000, memory: "256Mi" } } },
    });
    expect(pipelines[7]).toMatchObject({
      tool: "shop-search",
      paths: ["/services/search/**", "index/**"],
      says: { test: ["tox"], processes: { web: { port: 9000 } } },
    });
  });

  test("know the name of the pipeline", () => {
    expect(read("templates:\n  s: { directory: $(pipeline), tool: x-$(pipeline) }\npipelines:\n  api: { extends: s }\n")).toMatchObject([
      { tool: "x-api", paths: ["/api/**"] },
    ]);
  });

  test.each([
    [
      "templates:\n  service: {}\npipelines:\n  a: { extends: servcie }\n",
      'line 4: pipelines.a.extends: there is no template "servcie"; did you mean "service"?',
    ],
    ["pipelines:\n  a: { extends: [s] }\n", "line 2: pipelines.a.extends: must be the name of a template"],
    ["pipelines:\n  a: { extends: s }\n", 'line 2: pipelines.a.extends: there is no template "s"; there are no templates'],
    [
      "templates:\n  a: { extends: b }\n  b:\n    extends: a\npipelines:\n  p: { extends: a }\n",
      "line 4: templates.b.extends: goes round in a circle: a extends b extends a",
    ],
    [
      "templates:\n  s:\n    directory: $(nmae)\npipelines:\n  p: { extends: s, with: { name: x } }\n",
      'line 3: $(nmae) has no value; did you mean "name"? For the shell\'s, write $$(nmae)',
    ],
    ["templates:\n  s:\n    directory: $(x)\npipelines:\n  p: { extends: s }\n", "line 3: $(x) has no value; give it with: { x: … }"],
    [
      "templates:\n  s:\n    proceses: {}\npipelines:\n  p: {}\n",
      'line 3: templates.s.proceses is not a known key; did you mean "processes"?',
    ],
    ["templates:\n  s:\n    tool: Foo_$(pipeline)\npipelines:\n  p: { extends: s }\n", "line 3: pipelines.p.tool: must be 2 to 40 of a-z"],
    [
      "templates:\n  s: { tool: foo }\npipelines:\n  p: { extends: s }\n  q: { extends: s }\n",
      "line 2: pipelines.q: goes to foo, as pipelines.p (line 2)",
    ],
    [
      `templates:\n  s: { test: ["${"$(a)".repeat(10_000)}"] }\npipelines:\n${Array.from({ length: 20 }, (_, n) => `  p${n}: { extends: s, with: { a: ${"x".repeat(500)} } }`).join("\n")}\n`,
      "line 1: templates make more than 512 KiB",
    ],
  ])("that are wrong are told with their line: %j", (text, problem) => {
    expect(
      problems(text).some((one) => one.startsWith(`sluice.yaml ${problem}`)),
      problems(text).join("\n").slice(0, 500),
    ).toBe(true);
  });
});
