import { z } from "zod";
import { quote } from "../languages/shell-quote.ts";
import { expandWords, unquoted, type Variables } from "./expand-words.ts";
import type { Instruction } from "./parse-dockerfile.ts";
import { declared, type Stage } from "./stages.ts";

/** What an image says of how it runs. */
export interface ImageStart {
  /** For bash; null when the Dockerfile says none. */
  readonly command: { readonly text: string; readonly line: number } | null;
  /** The first TCP port of `EXPOSE`. */
  readonly port: { readonly number: number; readonly line: number } | null;
  /** The last `USER`, as it stands there. */
  readonly user: { readonly name: string; readonly line: number } | null;
  /** Instructions that count for nothing here. */
  readonly ignored: readonly { readonly line: number; readonly text: string }[];
}

/** A program with its arguments, or a line for a shell. */
type Said = { readonly line: number } & ({ readonly words: readonly string[] } | { readonly shell: string });

const Words = z.array(z.string()).min(1);
const plain = /^[\w@%+=:,./-]+$/;
const shown = (words: readonly string[]): string => words.map((word) => (plain.test(word) ? word : quote(word))).join(" ");

function read({ text, line }: Instruction): Said | null {
  if (text.startsWith("[")) {
    try {
      const words = Words.safeParse(JSON.parse(text));
      if (words.success) return { line, words: words.data };
    } catch {
      // no JSON is a line for the shell, as Docker takes it
    }
  }
  return text === "" || text === "[]" ? null : { line, shell: text };
}

/** The command that Docker would start (docs.docker.com/reference/dockerfile, "how CMD and ENTRYPOINT interact"). */
function together(entrypoint: Said | null, cmd: Said | null): ImageStart["command"] {
  const first = entrypoint ?? cmd;
  if (first === null) return null;
  if ("shell" in first) return { text: first.shell, line: first.line };
  if (entrypoint === null || cmd === null) return { text: shown(first.words), line: first.line };
  const more = "shell" in cmd ? ["/bin/sh", "-c", cmd.shell] : cmd.words;
  return { text: shown([...first.words, ...more]), line: first.line };
}

const ignoredWords: Readonly<Record<string, string>> = {
  HEALTHCHECK: "HEALTHCHECK is not used: processes.web.health in sluice.yaml says how a process is looked at",
  VOLUME: "VOLUME makes no volume: what a process writes is gone with it",
  ONBUILD: "ONBUILD does nothing: no other image is built on this one",
};

/** Reads how the image of a stage runs, from it and the stages that it stands on. */
export function readStart(stages: readonly Stage[], target: number, args: Variables): ImageStart {
  const chain: Stage[] = [];
  for (let at: number | null = target; at !== null;) {
    const stage: Stage | undefined = stages[at];
    if (stage === undefined) break;
    chain.unshift(stage);
    at = stage.base?.stage ?? null;
  }
  let entrypoint: Said | null = null;
  let cmd: Said | null = null;
  let port: ImageStart["port"] = null;
  let user: ImageStart["user"] = null;
  const ignored: { line: number; text: string }[] = [];
  for (const stage of chain) {
    let isOwnCmd = false;
    let variables: Variables = {};
    for (const one of stage.instructions) {
      const { keyword, line, text } = one;
      if (keyword === "ARG") variables = declared(variables, one, args);
      if (keyword === "ENV") variables = { ...variables, ...environment(text, variables) };
      if (keyword === "CMD") [cmd, isOwnCmd] = [read(one), true];
      if (keyword === "ENTRYPOINT") {
        entrypoint = read(one);
        // one that came from below was for another program
        if (!isOwnCmd) cmd = null;
      }
      if (keyword === "EXPOSE") port ??= portIn(text, line, variables);
      if (keyword === "USER") user = { name: expandWords(unquoted(text), variables) ?? text, line };
      const why = ignoredWords[keyword];
      if (why !== undefined && !(keyword === "HEALTHCHECK" && text.toUpperCase() === "NONE")) ignored.push({ line, text: why });
    }
  }
  return { command: together(entrypoint, cmd), port, user, ignored };
}

/** Those whose value is known: `A=1 B=$A`, or `A 1`. */
function environment(text: string, variables: Variables): Variables {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=((?:"[^"]*"|'[^']*'|\\.|\S)*)/g)].map(([, name = "", value = ""]) => [name, value]);
  const [, name, value] = /^([A-Za-z_]\w*)\s+(.*)$/.exec(text) ?? [];
  const all = pairs.length > 0 || name === undefined ? pairs : [[name, value ?? ""]];
  return Object.fromEntries(
    all.flatMap(([key = "", raw = ""]) => {
      const known = expandWords(unquoted(raw), variables);
      return known === null ? [] : [[key, known]];
    }),
  );
}

function portIn(text: string, line: number, variables: Variables): ImageStart["port"] {
  for (const word of text.split(/\s+/)) {
    const [, digits = "", kind = "tcp"] = /^(\d{1,5})(?:-\d{1,5})?(?:\/(\w+))?$/.exec(expandWords(unquoted(word), variables) ?? "") ?? [];
    const number = Number(digits);
    if (kind.toLowerCase() === "tcp" && number >= 1 && number <= 65_535) return { number, line };
  }
  return null;
}
