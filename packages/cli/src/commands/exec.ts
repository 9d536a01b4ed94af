import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { runExec } from "../exec/run-exec.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const command = input.rest(1);
  const terminal = input.flag("terminal") && process.stdin.isTTY === true && process.stdout.isTTY === true;
  return runExec(await connectToTool(input, context), { process: input.need(0), command, terminal });
}
