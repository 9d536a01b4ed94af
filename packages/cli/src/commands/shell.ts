import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { runExec } from "../exec/run-exec.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return runExec(await connectToTool(input, context), { process: input.arg(0) ?? "web", command: ["bash"], terminal });
}
