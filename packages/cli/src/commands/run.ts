import { NewRun } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { followAsked } from "../follow-run.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const wish = NewRun.safeParse({
    command: commandOf(input.rest(0)),
    memory: input.text("memory"),
    cpu: input.text("cpu"),
    timeout: input.count("timeout", 1, 86_400),
  });
  if (!wish.success) {
    const issue = wish.error.issues[0];
    throw usage(`${issue?.path.join(".") ?? "It"}: ${issue?.message ?? "is wrong"}.`, "See the command with --help.");
  }
  const place = await connectToTool(input, context);
  const made = await place.call("runs.create", { params: { tool: place.tool }, body: wish.data });
  return followAsked(input, context, place, made);
}

/** Words arrive as they were typed: each is quoted again. A single one is a line for the shell. */
function commandOf(words: readonly string[]): string {
  if (words.length === 1) return words[0] ?? "";
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
