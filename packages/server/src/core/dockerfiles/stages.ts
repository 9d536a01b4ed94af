import { expandWords, unquoted, type Variables } from "./expand-words.ts";
import type { Instruction, ParsedDockerfile } from "./parse-dockerfile.ts";

/** Something that a stage takes from another stage or from an image. */
export interface From {
  readonly line: number;
  /** As it stands there. */
  readonly raw: string;
  /** With its arguments put in. */
  readonly written: string;
  /** Place of the stage that it is; null: an image. */
  readonly stage: number | null;
}

export interface Stage {
  readonly line: number;
  /** In small letters; null without `AS`. */
  readonly name: string | null;
  /** What it stands on; null: scratch. */
  readonly base: From | null;
  /** What else it takes files from. */
  readonly others: readonly From[];
  /** Without its `FROM`. */
  readonly instructions: readonly Instruction[];
}

export interface Problem {
  readonly line: number;
  readonly text: string;
}

export interface Stages {
  readonly stages: readonly Stage[];
  readonly problems: readonly Problem[];
}

/** What builders give a value to by themselves. `architecture` as Go calls it: `amd64`. */
export function platformVariables(architecture: string): Variables {
  const one = { PLATFORM: `linux/${architecture}`, OS: "linux", ARCH: architecture, VARIANT: "" };
  const both = Object.entries(one).flatMap(([name, value]) => [
    [`BUILD${name}`, value],
    [`TARGET${name}`, value],
  ]);
  return Object.fromEntries(both) as Variables;
}

interface Flags {
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  readonly rest: string;
}

/** `--from=x --mount=type=bind,from=y rest`. */
export function splitFlags(text: string): Flags {
  const flags = [];
  let rest = text;
  for (;;) {
    const found = /^--([a-z-]+)(?:=((?:"[^"]*"|'[^']*'|[^\s"'])*))?(?:\s+|$)/.exec(rest);
    if (found === null) return { flags, rest };
    flags.push({ name: found[1] ?? "", value: unquoted(found[2] ?? "") });
    rest = rest.slice(found[0].length);
  }
}

/** The stages of a Dockerfile and what they stand on. `args`: values of its arguments. */
export function readStages({ instructions }: ParsedDockerfile, args: Variables, platform: Variables): Stages {
  const stages: Stage[] = [];
  const problems: Problem[] = [];
  let global: Variables = platform;
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.keyword === "ARG" && stages.length === 0) {
      global = declared(global, instruction, args);
      continue;
    }
    if (instruction.keyword !== "FROM") {
      if (stages.length === 0) problems.push({ line: instruction.line, text: `${instruction.keyword} stands before the first FROM` });
      continue;
    }
    const end = instructions.findIndex((one, at) => at > index && one.keyword === "FROM");
    const own = instructions.slice(index + 1, end === -1 ? undefined : end);
    const read = readStage(instruction, own, stages, global);
    stages.push(read.stage);
    problems.push(...read.problems);
  }
  if (stages.length === 0 && problems.length === 0) problems.push({ line: 1, text: "has no FROM" });
  return { stages, problems };
}

/** The variables after an `ARG`; one without a value has none. */
export function declared(before: Variables, { text }: Pick<Instruction, "text">, args: Variables): Variables {
  let now = before;
  for (const word of text.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? []) {
    const at = word.indexOf("=");
    const name = at === -1 ? word : word.slice(0, at);
    const value = args[name] ?? (at === -1 ? undefined : (expandWords(unquoted(word.slice(at + 1)), now) ?? undefined));
    if (value !== undefined) now = { ...now, [name]: value };
  }
  return now;
}

function readStage(
  { line, text }: Instruction,
  instructions: readonly Instruction[],
  before: readonly Stage[],
  global: Variables,
): { readonly stage: Stage; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const { flags, rest } = splitFlags(text);
  const [image = "", as, name = null, ...more] = rest.split(/\s+/);
  const written = expandWords(unquoted(image), global);
  if (written === null || written === "")
    problems.push({ line, text: `FROM ${image}: an ARG in it has no value: give it one before the first FROM, or in build.args` });
  if ((as !== undefined && as.toLowerCase() !== "as") || (as !== undefined && name === null) || more.length > 0)
    problems.push({ line, text: `FROM ${rest}: must be FROM IMAGE or FROM IMAGE AS NAME` });
  for (const flag of flags) {
    const value = expandWords(flag.value, global);
    const isOurs = flag.name === "platform" && (value === global["TARGETPLATFORM"] || value === "linux");
    if (!isOurs)
      problems.push({ line, text: `FROM --${flag.name}=${flag.value}: images are built for ${global["TARGETPLATFORM"] ?? ""} only` });
  }
  const known = before.map((stage) => stage.name);
  const stageOf = (word: string): number | null => {
    const found = known.lastIndexOf(word.toLowerCase());
    return found === -1 ? null : found;
  };
  const base = written === null || written === "" || written === "scratch" ? null : { line, raw: image, written, stage: stageOf(written) };
  const others = instructions.flatMap((one) => {
    const read = takenBy(one, before.length, stageOf);
    problems.push(...read.problems);
    return read.from;
  });
  return { stage: { line, name: name?.toLowerCase() ?? null, base, others, instructions }, problems };
}

function takenBy(
  instruction: Instruction,
  earlier: number,
  stageOf: (word: string) => number | null,
): { readonly from: readonly From[]; readonly problems: readonly Problem[] } {
  const { keyword, line } = instruction;
  const text = keyword === "ONBUILD" ? instruction.text.replace(/^\S+\s*/, "") : instruction.text;
  if (keyword !== "COPY" && keyword !== "ADD" && keyword !== "RUN" && keyword !== "ONBUILD") return { from: [], problems: [] };
  const words = splitFlags(text).flags.flatMap(({ name, value }) => {
    if (name === "from") return [value];
    if (name !== "mount") return [];
    return value.split(",").flatMap((part) => (/^from=/i.test(part.trim()) ? [unquoted(part.trim().slice("from=".length))] : []));
  });
  const from: From[] = [];
  const problems: Problem[] = [];
  for (const word of words) {
    const byNumber = /^\d+$/.test(word) ? Number(word) : null;
    if (word.includes("$")) problems.push({ line, text: `${word}: what files are taken from cannot be a variable: write it as it is` });
    else if (byNumber !== null && byNumber >= earlier) problems.push({ line, text: `there is no stage ${word} before this line` });
    else if (word !== "" && word !== "scratch") from.push({ line, raw: word, written: word, stage: byNumber ?? stageOf(word) });
  }
  return { from, problems };
}

/** Places of the stages that a stage is made of, itself among them. */
export function stagesOf(stages: readonly Stage[], target: number): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [target];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const stage = stages[at];
    if (stage === undefined || found.has(at)) continue;
    found.add(at);
    for (const from of [...(stage.base === null ? [] : [stage.base]), ...stage.others]) if (from.stage !== null) open.push(from.stage);
  }
  return found;
}
