import { basename } from "node:path";
import { SluiceError, type ToolName } from "@sluice/contract";
import type { Context } from "../command.ts";
import { type Connection, connect, toolName } from "../connection.ts";
import { letGitAsk } from "../credential-helper.ts";
import { Failure, usage } from "../failure.ts";
import { git, gitRemotes, needGit } from "../git.ts";
import type { Input } from "../input.ts";
import { nameOfDirectory } from "../name-of-directory.ts";
import { placeOfUrl } from "../place.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { directory, environment, out } = context;
  const top = await topOf(directory);
  const remote = input.text("remote") ?? "sluice";
  if (!/^[A-Za-z0-9][\w-]*$/.test(remote)) throw usage(`"${remote}" is no git remote's name.`, "Use letters, digits, - and _.");
  const present = (await gitRemotes(directory)).find((one) => one.name === remote)?.url;
  const name = toolFor(input.arg(0), present, top);
  const connection = await connect(input, context);
  const me = await connection.call("me.show", {});
  out.line(`Signed in to ${connection.server} as ${me.user}.`);
  const { tool, created } = await findOrCreate(connection, name);
  if (present !== undefined && present !== tool.git) {
    throw new Failure(
      "wrong-state",
      `The git remote "${remote}" is ${present}, not ${tool.git}.`,
      `Change it with "git remote set-url ${remote} ${tool.git}", or choose another with --remote.`,
    );
  }
  if (present === undefined) await needGit(directory, ["remote", "add", "--", remote, tool.git]);
  await letGitAsk(directory, tool.git, environment.searchPath);
  out.line(
    `${created ? `Created tool ${tool.name}.` : `Tool ${tool.name} is there already.`} ${present === undefined ? `Added the git remote "${remote}".` : `The git remote "${remote}" is set.`}`,
  );
  out.line(`Deploy with:  git push ${remote} ${await refToPush(directory)}`);
  out.object({ tool: tool.name, created, remote, git: tool.git, url: tool.url });
}

async function topOf(directory: string): Promise<string> {
  const answer = await git(directory, ["rev-parse", "--show-toplevel"]);
  if (answer.exit === 0) return answer.stdout.trim();
  throw new Failure(
    "wrong-state",
    "This directory is not a git repository.",
    'Make it one: git init -b main && git add . && git commit -m "First version"',
  );
}

/** The name that was given, that of the remote that is there, or the directory's. */
function toolFor(asked: string | undefined, present: string | undefined, top: string): ToolName {
  if (asked !== undefined) return toolName(asked);
  const place = present === undefined ? undefined : placeOfUrl(present);
  if (place !== undefined) return toolName(place.tool);
  const guess = nameOfDirectory(top);
  if (guess !== null) return toolName(guess);
  throw usage(`The directory's name "${basename(top)}" makes no tool's name.`, "Give one: sluice init NAME");
}

async function findOrCreate(
  { call }: Connection,
  name: ToolName,
): Promise<{ tool: { name: string; git: string; url: string }; created: boolean }> {
  try {
    return { tool: await call("tools.show", { params: { tool: name } }), created: false };
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== "not-found") throw error;
    return { tool: await call("tools.create", { body: { name } }), created: true };
  }
}

async function refToPush(directory: string): Promise<string> {
  const branch = (await git(directory, ["symbolic-ref", "--short", "--quiet", "HEAD"])).stdout.trim();
  return branch === "main" || branch === "master" ? branch : "HEAD:main";
}
