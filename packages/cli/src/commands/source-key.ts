import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { Failure } from "../failure.ts";
import { deployKeyLines } from "../format/deploy-key-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  const params = { params: { tool } };
  const isNew = input.flag("new");
  const source = await (isNew ? call("source.key", params) : call("source.show", params));
  if (source.publicKey === null) {
    throw new Failure(
      "wrong-state",
      `The source of ${tool} has no deploy key: it is not read over ssh.`,
      "A repository over ssh gets one: sluice source set ssh://USER@HOST/PATH",
    );
  }
  if (isNew) context.out.line("The key before lets in no more.");
  context.out.lines(deployKeyLines(source));
  context.out.object({ tool, url: source.url, publicKey: source.publicKey });
}
