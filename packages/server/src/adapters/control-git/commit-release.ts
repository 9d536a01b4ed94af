import { SluiceError } from "@sluice/contract";
import type { ControlCommit } from "../../core/ports/control.ts";
import { tryGit, type GitPlace } from "./git.ts";

const identity = /[<>\n\0]/g;

/** A message with its trailers in the last paragraph, as `git interpret-trailers` reads them. */
export function writeMessage(message: ControlCommit): string {
  const line = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
  const trailers = Object.entries(message.trailers).map(([key, value]) => `${key}: ${line(value)}`);
  return [line(message.subject), message.body.trim(), trailers.join("\n")].filter((part) => part !== "").join("\n\n") + "\n";
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

interface CommandFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string | null;
  readonly message: ControlCommit;
}

/** The commands of `git fast-import` for one commit. Nothing but the trees on the way to the file is read or written. */
export function writeCommands(ref: string, parent: string | null, { path, folder, text, message }: CommandFile, seconds: number): string {
  const name = message.author.name.replaceAll(identity, " ").trim() || "unknown";
  const email = message.author.email.replaceAll(identity, "").trim();
  return [
    `commit ${ref}\n`,
    `author ${name} <${email}> ${seconds} +0000\n`,
    `committer Sluice <sluice@localhost> ${seconds} +0000\n`,
    data(writeMessage(message)),
    parent === null ? "" : `from ${parent}\n`,
    text === null ? `D ${folder}\n` : `M 100644 inline ${path}\n${data(text)}`,
    "done\n",
  ].join("");
}

/** One process hashes the file, rewrites two trees, commits and moves the ref; false when it had moved meanwhile and may not be forced. */
export async function importCommit(place: GitPlace, commands: string, force = false): Promise<boolean> {
  const flags = ["--quiet", "--done", "--date-format=raw", ...(force ? ["--force"] : [])];
  const { code, error } = await tryGit(place, ["fast-import", ...flags], commands);
  if (code === 0) return true;
  if (/does not contain|cannot lock ref|unable to resolve reference|but expected/i.test(error)) return false;
  throw new SluiceError("unavailable", `the control repository cannot be written: ${error}`);
}
