import { stringify } from "yaml";
import type { Path } from "../describe-issue.ts";
import { parseManifest } from "../parse-manifest.ts";
import { blubberVariant, commandOf, type Variant } from "./blubber.ts";
import { isNode, type Node, nodeIn, readYamlFile, type Remark, textsIn, type YamlFile } from "./yaml-file.ts";

/** Where PipelineLib's files stand. */
export const pipelineLibFolder = ".pipeline";

export interface Imported {
  /** A `sluice.yaml`; null when nothing could be made. */
  readonly text: string | null;
  readonly remarks: readonly Remark[];
}

const stageKeys = new Set(["name", "build", "run", "publish", "copy", "deploy", "promote", "exports", "notify", "trigger"]);

/**
 * Makes a manifest of `.pipeline/config.yaml` and the Blubber files that it names (PipelineLib's schema V0:
 * wikitech.wikimedia.org/wiki/PipelineLib/Reference). `read` gives the text of a file in `.pipeline`, null when it is not
 * there. What a manifest cannot say is remarked, line by line.
 */
export function importPipelineLib(read: (name: string) => string | null): Imported {
  const remarks: Remark[] = [];
  const text = read("config.yaml");
  const config = text === null ? null : readYamlFile(`${pipelineLibFolder}/config.yaml`, text, remarks);
  if (config === null) return { text: null, remarks };
  for (const key of Object.keys(config.value)) if (key !== "pipelines") config.lost([key], "is not known here");
  const blubbers = new Map<string, YamlFile | null>();
  const blubber = (name: string, path: Path): YamlFile | null => {
    if (!blubbers.has(name)) {
      const found = read(name);
      if (found === null) config.lost(path, `there is no ${pipelineLibFolder}/${name}`);
      blubbers.set(name, found === null ? null : readYamlFile(`${pipelineLibFolder}/${name}`, found, remarks));
    }
    return blubbers.get(name) ?? null;
  };
  const entries = Object.entries(nodeIn(config.value, "pipelines"));
  if (entries.length === 0) config.lost(["pipelines"], "there are no pipelines");
  let deployed = 0;
  const pipelines = entries.map(([name, said]): [string, unknown] => {
    const made = pipelineOf(config, blubber, ["pipelines", name], isNode(said) ? said : {});
    if (!made.deploys && entries.length > 1) {
      config.note(["pipelines", name], "is tested beside the others and stops none: move its test into one that is deployed to stop that");
    }
    const extra = made.deploys && (deployed += 1) > 1;
    if (extra) config.note(["pipelines", name], `goes to a tool of its own: create it, or name another (tool: ${toolName(name)})`);
    return [partName(name), { ...(extra ? { tool: toolName(name) } : {}), ...(made.deploys ? {} : { deploy: false }), ...made.says }];
  });
  if (entries.length === 0) return { text: null, remarks };
  const made = stringify({ pipelines: Object.fromEntries(pipelines) }, { lineWidth: 0, aliasDuplicateObjects: false });
  const checked = parseManifest(made);
  if (checked.kind === "wrong")
    remarks.push(...checked.problems.map((problem) => ({ text: `what it comes to is wrong: ${problem}`, isLost: true })));
  return { text: made, remarks: unique(remarks) };
}

interface Made {
  readonly deploys: boolean;
  readonly says: Node;
}

function pipelineOf(config: YamlFile, blubber: (name: string, path: Path) => YamlFile | null, path: Path, said: Node): Made {
  for (const key of Object.keys(said)) {
    if (!["blubberfile", "directory", "stages", "execution"].includes(key)) config.lost([...path, key], "is not known here");
  }
  if (said["execution"] !== undefined) config.note([...path, "execution"], "stages run one after the other, in the order of the file");
  const [name = "blubber.yaml"] = textsIn(said, "blubberfile");
  const file = blubber(name, "blubberfile" in said ? [...path, "blubberfile"] : path);
  const tests: string[] = [];
  const artifacts: string[] = [];
  const variants: Variant[] = [];
  let result: Variant | null = null;
  const stages: readonly unknown[] = Array.isArray(said["stages"]) ? (said["stages"] as unknown[]) : [];
  for (const [index, one] of stages.entries()) {
    const place = [...path, "stages", index];
    const stage = stageOf(isNode(one) ? one : {});
    remarkStage(config, place, stage);
    const variant = file === null ? null : variantOf(config, file, place, stage);
    if (variant !== null) variants.push(variant);
    const command = variant === null ? null : testOf(config, place, stage, variant);
    if (command !== null) tests.push(command);
    const files = textsIn(nodeIn(nodeIn(stage, "publish"), "files"), "paths");
    artifacts.push(...files.filter((file) => isPlain(config, [...place, "publish", "files"], file)));
    if (nodeIn(stage, "publish")["image"] !== undefined && variant !== null) result = variant;
  }
  return { deploys: result !== null, says: saysOf(said, file, variants, result, tests, artifacts) };
}

function saysOf(
  said: Node,
  file: YamlFile | null,
  variants: readonly Variant[],
  result: Variant | null,
  tests: readonly string[],
  artifacts: readonly string[],
): Node {
  // what a variant's files are taken from was built with more than the result has
  const makers = file === null ? [] : (result?.copies ?? []).map((name) => blubberVariant(file, name)).filter((one) => one !== null);
  const all = [...makers, ...variants];
  const run = result?.packages ?? [];
  const build = [...new Set(all.flatMap(({ packages }) => packages))];
  const languages = [...new Set(all.flatMap((one) => one.languages))];
  const base = result?.base ?? variants.find((one) => one.base !== null)?.base ?? null;
  const packages = { ...(build.length === 0 ? {} : { build }), ...(run.length === 0 ? {} : { run }) };
  const building = {
    ...(languages.length === 0 ? {} : { languages }),
    ...(base === null ? {} : { base }),
    ...(Object.keys(packages).length === 0 ? {} : { packages }),
  };
  const [directory] = textsIn(said, "directory");
  const test = artifacts.length === 0 ? tests : { commands: tests.length === 0 ? ["true"] : tests, artifacts };
  return {
    ...(directory === undefined || directory === "." ? {} : { directory: directory.replace(/^\.\/|\/+$/g, "") }),
    ...(Object.keys(building).length === 0 ? {} : { build: building }),
    ...(tests.length === 0 && artifacts.length === 0 ? {} : { test }),
    ...(result === null || result.entrypoint.length === 0 ? {} : { processes: { web: { command: commandOf(result) } } }),
  };
}

/** One that says nothing but its name builds the variant of that name, and runs it. */
function stageOf(said: Node): Node {
  return Object.keys(said).every((key) => key === "name") ? { ...said, build: said["name"], run: true } : said;
}

function variantOf(config: YamlFile, file: YamlFile, place: Path, stage: Node): Variant | null {
  const said = stage["build"];
  if (said === undefined) return null;
  const name = isNode(said) ? said["variant"] : said;
  for (const key of isNode(said) ? Object.keys(said) : []) {
    if (key !== "variant") config.lost([...place, "build", key], "is not known here");
  }
  const meant = name === "${.stage}" ? stage["name"] : name;
  if (typeof meant !== "string" || !isPlain(config, [...place, "build"], meant)) return null;
  return blubberVariant(file, meant);
}

function testOf(config: YamlFile, place: Path, stage: Node, variant: Variant): string | null {
  const said = stage["run"];
  if (said === undefined || said === false) return null;
  const run = isNode(said) ? said : {};
  for (const key of Object.keys(run)) {
    if (key === "image") config.lost([...place, "run", key], "commands run in the build image of this pipeline, not in another image");
    else if (key === "credentials")
      config.lost(
        [...place, "run", key],
        "tests get no credentials; settings that are marked for the build they do get (sluice env set --build)",
      );
    else if (key === "tail") config.note([...place, "run", key], "the whole output is kept in the build's log");
    else if (!["arguments", "env"].includes(key)) config.lost([...place, "run", key], "is not known here");
  }
  const words = textsIn(run, "arguments");
  const env = Object.entries(nodeIn(run, "env")).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  if (![...words, ...env.map(([, value]) => value)].every((word) => isPlain(config, [...place, "run"], word))) return null;
  if (variant.entrypoint.length === 0 && words.length === 0) {
    config.lost([...place, "run"], "its variant has no entrypoint: there is nothing to run");
    return null;
  }
  return commandOf({ ...variant, environment: { ...variant.environment, ...Object.fromEntries(env) } }, words);
}

function remarkStage(config: YamlFile, place: Path, stage: Node): void {
  for (const key of Object.keys(stage)) {
    if (!stageKeys.has(key)) config.lost([...place, key], "is not known here");
  }
  const publish = nodeIn(stage, "publish");
  const image = nodeIn(publish, "image");
  for (const key of Object.keys(image))
    config.note([...place, "publish", "image", key], "images are named here by their tool, commit and digest");
  for (const key of Object.keys(publish))
    if (key !== "image" && key !== "files") config.lost([...place, "publish", key], "is not known here");
  const says: readonly (readonly [string, boolean, string])[] = [
    ["deploy", false, "what is built is deployed by the platform itself, and tested by its health check"],
    ["promote", true, "no chart of another repository is changed: promote: { to: TOOL } moves an image on"],
    ["copy", true, "files of one stage's image are not copied into another's: one build has them all"],
    ["exports", true, "stages have no variables"],
    ["notify", true, "nobody is told by mail or comment; webhooks and commit statuses are set outside of the file"],
    ["trigger", true, "no other job is started"],
  ];
  for (const [key, isLost, why] of says) {
    if (stage[key] !== undefined) (isLost ? config.lost : config.note)([...place, key], why);
  }
}

/** PipelineLib's variables, `${setup.tag}`, stand for what is known only there. */
function isPlain(config: YamlFile, path: Path, text: string): boolean {
  const [variable] = /\$\{[^}]*\}/.exec(text) ?? [];
  if (variable !== undefined) config.lost(path, `${variable} has no value here`);
  return variable === undefined;
}

function partName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 31);
  return plain === "" ? "main" : plain;
}

function toolName(name: string): string {
  const plain = partName(name).replaceAll(/-+/g, "-").replace(/-$/, "");
  return plain.length < 2 ? `${plain}-tool` : plain;
}

/** A variant that two stages build is remarked once. */
function unique(remarks: readonly Remark[]): readonly Remark[] {
  return [...new Map(remarks.map((one) => [one.text, one])).values()];
}
