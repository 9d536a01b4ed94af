import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { needGit } from "./git.ts";

/**
 * Lets git ask this command for the token of one server (gitcredentials(7), "Custom helpers"), in this repository only.
 * The empty helper comes first: it clears those configured before, which would store the token.
 */
export async function letGitAsk(directory: string, gitUrl: string, searchPath: string): Promise<void> {
  const key = `credential.${new URL(gitUrl).origin}.helper`;
  await needGit(directory, ["config", "--replace-all", key, ""]);
  await needGit(directory, ["config", "--add", key, helperCommand(searchPath)]);
}

/** `!sluice git-credential`; from a checkout, where no `sluice` is on the path, this very file. */
export function helperCommand(searchPath: string): string {
  if (searchPath.split(delimiter).some((directory) => isProgram(join(directory, "sluice")))) return "!sluice git-credential";
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  return `!${quoted(process.execPath)} ${quoted(main)} git-credential`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
