import { manifestFile, type ManifestPipeline, type ManifestStage, type Pipeline } from "@sluice/contract";
import { parseManifest } from "@sluice/contract/read";
import type { Context } from "../command.ts";
import { plainText } from "../format/plain-text.ts";
import { facts } from "../format/table.ts";
import type { Input } from "../input.ts";
import { manifestIn } from "../manifest-in.ts";

const nothing = "what the Procfile or the languages say (sluice plan shows it)";

/** Checks a manifest without a server, in the words of a push. Exit code 1 when a push would refuse it. */
export async function run(input: Input, { out, directory }: Context): Promise<number> {
  const given = input.arg(0) ?? ".";
  const text = await manifestIn(directory, given);
  if (text === null) {
    out.line(`There is no ${manifestFile} in ${given}: ${nothing} runs, nothing is tested.`);
    out.object({ manifest: null, problems: [] });
    return 0;
  }
  const result = parseManifest(text);
  if (result.kind === "wrong") {
    out.lines([out.paint("red", `${manifestFile} is wrong`), ...result.problems.map((problem) => `  ${plainText(problem)}`)]);
    out.object({ manifest: null, problems: result.problems });
    return 1;
  }
  out.lines([
    `${manifestFile} is in order.`,
    ...(result.manifest.pipelines === undefined ? result.pipelines.flatMap(inWords) : result.pipelines.flatMap(entryInWords)),
  ]);
  out.object({ manifest: result.manifest, problems: [] });
  return 0;
}

function entryInWords(pipeline: Pipeline): string[] {
  const { name, tool, deploy } = pipeline;
  const to = deploy ? `to ${tool ?? "the tool that is pushed to"}` : "built and tested only";
  return ["", `pipeline ${name}: ${to}`, ...inWords(pipeline).map((line) => `  ${line}`)];
}

/** `unit after lint: tox -e py313` */
function stageWords([name, { needs = [], commands }]: [string, ManifestStage]): string {
  return `${name}${needs.length === 0 ? "" : ` after ${needs.join(" and ")}`}: ${commands.join(", ")}`;
}

function inWords({ deploy, paths, says }: Pipeline): string[] {
  const { directory, build, test, processes, jobs, release, promote, on } = says;
  const commands =
    test === undefined ? [] : Array.isArray(test) ? test : (test.commands ?? Object.entries(test.stages ?? {}).map(stageWords));
  const seconds = test === undefined || Array.isArray(test) ? undefined : test.timeout;
  const testing = seconds === undefined ? "tests" : `tests (at most ${seconds} s)`;
  return [
    ...facts(
      {
        builds: directory ?? "all of the repository",
        "starts by": on === undefined ? null : startsBy(on),
        "when changed": paths === null ? null : paths.map((path) => path.replace(/^\//, "")).join(", "),
        languages: build?.languages?.join(", ") ?? "all whose files are there",
        release: release ?? null,
        promotes: promote === undefined ? null : `to ${promote.to}, ${promote.when}`,
      },
      "",
    ),
    ...part(testing, commands, deploy ? "none: it is deployed as soon as it is built" : "none"),
    ...(deploy ? running({ processes, jobs }) : []),
  ];
}

function startsBy({ branch = [], tag = [] }: NonNullable<ManifestPipeline["on"]>): string {
  return [...[branch].flat().map((name) => `branch ${name}`), ...[tag].flat().map((name) => `tag ${name}`)].join(", ");
}

function running({ processes, jobs }: Pick<ManifestPipeline, "processes" | "jobs">): string[] {
  return [
    ...part(
      "processes",
      Object.entries(processes ?? {}).map(([name, { command }]) => `${name}: ${command ?? nothing}`),
      nothing,
    ),
    ...part(
      "jobs",
      Object.entries(jobs ?? {}).map(([name, { schedule, command }]) => `${name}: ${schedule}  ${command}`),
      "none, or those of app.json",
    ),
  ];
}

function part(name: string, lines: readonly string[], otherwise: string): string[] {
  return lines.length === 0
    ? [`${name}: ${otherwise}`]
    : [name, ...lines.flatMap((line) => line.trim().split("\n")).map((line) => `  ${plainText(line)}`)];
}
