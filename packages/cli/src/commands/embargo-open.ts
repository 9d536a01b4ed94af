import { EmbargoTitle } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { letGitAsk } from "../credential-helper.ts";
import { usage } from "../failure.ts";
import { git, gitRemotes, needGit } from "../git.ts";
import type { Input } from "../input.ts";
import { userName } from "../user-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const members = input.texts("member").map(userName);
  const title = titleOf(input.text("name") ?? firstFree((await call("embargoes.list", { query: { of: tool } })).map((one) => one.title)));
  const opened = await call("embargoes.open", { params: { tool }, body: { title, members } });
  const remote = await addRemote(context, opened.title, opened.git);
  out.line(`Opened the embargo ${opened.title} of ${tool}. Only its members see it: ${opened.members.map(({ user }) => user).join(", ")}.`);
  out.line(`Push the fix with:    git push ${remote ?? opened.git} HEAD:main`);
  out.line(`It will answer at:    ${opened.url}   (whoever has this address gets in: do not hand it on)`);
  out.line(`As a tool it is:      ${opened.tool}   (sluice builds list -t ${opened.tool})`);
  out.line(`Make it public with:  sluice embargo disclose ${tool} ${opened.title}`);
  out.object({ ...opened, remote });
}

function titleOf(text: string): EmbargoTitle {
  const title = EmbargoTitle.safeParse(text);
  if (title.success) return title.data;
  throw usage(`"${text}" is no name for an embargo: it ${title.error.issues[0]?.message ?? "is wrong"}.`, "Give another with --name.");
}

function firstFree(taken: readonly string[]): string {
  for (let n = 1; ; n += 1) if (!taken.includes(`fix-${n}`)) return `fix-${n}`;
}

/** A remote of its own in the clone that one is in, so that nothing of it is pushed to the tool by a slip; null outside of one. */
async function addRemote({ directory, environment }: Context, title: string, url: string): Promise<string | null> {
  if ((await git(directory, ["rev-parse", "--git-dir"])).exit !== 0) return null;
  const remote = `embargo-${title}`;
  if ((await gitRemotes(directory)).some(({ name }) => name === remote)) return null;
  await needGit(directory, ["remote", "add", "--", remote, url]);
  await letGitAsk(directory, url, environment.searchPath);
  return remote;
}
