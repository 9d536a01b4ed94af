import { SluiceError, type ReleaseFile, type ToolName } from "@sluice/contract";
import type { ControlCommit } from "../../core/ports/control.ts";
import { tryGit, type GitPlace } from "./git.ts";
import { releasePath, writeRelease } from "./release-yaml.ts";

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

/** The commands of `git fast-import` for one commit. Nothing but the trees on the way to the file is read or written. */
export function writeCommands(
  branch: string,
  parent: string | null,
  tool: ToolName,
  file: ReleaseFile | null,
  message: ControlCommit,
  seconds: number,
): string {
  const name = message.author.name.replaceAll(identity, " ").trim() || "unknown";
  const email = message.author.email.replaceAll(identity, "").trim();
  return [
    `commit refs/heads/${branch}\n`,
    `author ${name} <${email}> ${seconds} +0000\n`,
    `committer Sluice <sluice@localhost> ${seconds} +0000\n`,
    data(writeMessage(message)),
    parent === null ? "" : `from ${parent}\n`,
    file === null ? `D tools/${tool}\n` : `M 100644 inline ${releasePath(tool)}\n${data(writeRelease(file))}`,
    "done\n",
  ].join("");
}

/** One process hashes the file, rewrites two trees, commits and moves the branch; false when head had moved meanwhile. */
export async function importCommit(place: GitPlace, commands: string): Promise<boolean> {
  const { code, error } = await tryGit(place, ["fast-import", "--quiet", "--done", "--date-format=raw"], commands);
  if (code === 0) return true;
  if (/does not contain|cannot lock ref|unable to resolve reference|but expected/i.test(error)) return false;
  throw new SluiceError("unavailable", `the control repository cannot be written: ${error}`);
}
