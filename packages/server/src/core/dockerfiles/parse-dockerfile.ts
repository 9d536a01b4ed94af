/** One instruction of a Dockerfile. */
export interface Instruction {
  /** Counted from 1: where it begins. */
  readonly line: number;
  /** `RUN`. */
  readonly keyword: string;
  /** What follows, in one line: continued lines joined, comments between them left out, without here-documents. */
  readonly text: string;
}

export interface ParsedDockerfile {
  /** The image that `# syntax=` names, with its line; null without. */
  readonly syntax: { readonly line: number; readonly image: string } | null;
  readonly instructions: readonly Instruction[];
  /** What is no Dockerfile in it. */
  readonly problems: readonly { readonly line: number; readonly text: string }[];
}

export const dockerfileLimits = { bytes: 256 * 1024, instructions: 500 } as const;

const keywords = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(" "),
);
const withDocuments = new Set(["RUN", "COPY", "ADD"]);
const directive = /^#\s*([a-z]+)\s*=\s*(.+?)\s*$/i;

interface Top {
  readonly escape: string;
  readonly syntax: ParsedDockerfile["syntax"];
}

/** Parser directives stand above everything else, also above plain comments and empty lines. */
function readTop(lines: readonly string[]): Top {
  let top: Top = { escape: "\\", syntax: null };
  for (const [index, line] of lines.entries()) {
    const [, name = "", value = ""] = directive.exec(line) ?? [];
    if (name === "") break;
    if (name.toLowerCase() === "escape" && value === "`") top = { ...top, escape: "`" };
    if (name.toLowerCase() === "syntax") top = { ...top, syntax: { line: index + 1, image: value } };
  }
  return top;
}

/** Reads a Dockerfile as far as must be known before it is built (docs.docker.com/reference/dockerfile). */
export function parseDockerfile(text: string): ParsedDockerfile {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const { escape, syntax } = readTop(lines);
  const instructions: Instruction[] = [];
  const problems: { line: number; text: string }[] = [];
  for (let at = 0; at < lines.length;) {
    const begin = at + 1;
    const read = readLogicalLine(lines, at, escape);
    at = read.next;
    if (read.text === "") continue;
    const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(read.text) ?? [];
    const keyword = word.toUpperCase();
    if (!keywords.has(keyword)) {
      problems.push({ line: begin, text: `${word.slice(0, 40)} is no instruction of a Dockerfile` });
      continue;
    }
    instructions.push({ line: begin, keyword, text: rest.trim() });
    if (withDocuments.has(keyword)) at = afterDocuments(lines, at, rest);
  }
  return { syntax, instructions, problems };
}

function readLogicalLine(lines: readonly string[], from: number, escape: string): { readonly text: string; readonly next: number } {
  let text = "";
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const isComment = line.trimStart().startsWith("#");
    if (text === "" && (isComment || line.trim() === "")) return { text: "", next: at + 1 };
    // inside of an instruction, comments and empty lines are as if they were not there
    if (isComment || line.trim() === "") continue;
    const continued = line.trimEnd().endsWith(escape);
    text += `${continued ? line.trimEnd().slice(0, -1) : line} `;
    if (!continued) return { text: text.trim(), next: at + 1 };
  }
  return { text: text.trim(), next: at };
}

/** The line after the here-documents that an instruction names, or the next one when it names none. */
function afterDocuments(lines: readonly string[], from: number, text: string): number {
  let at = from;
  for (const [, dash, , name = ""] of text.matchAll(/(?:^|\s)\d*<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_]*)\2/g)) {
    const isEnd = (line: string): boolean => (dash === "-" ? line.replace(/^\t+/, "") : line) === name;
    const end = lines.findIndex((line, index) => index >= at && isEnd(line));
    at = end === -1 ? lines.length : end + 1;
  }
  return at;
}
