import type { Context } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { completionWords } from "../completion/words.ts";
import type { Input } from "../input.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export async function run(input: Input, context: Context): Promise<void> {
  const shell = input.need(0);
  const script = shell === "bash" || shell === "zsh" || shell === "fish" ? shells[shell] : bashCompletion;
  context.out.line(script(completionWords()).trimEnd());
}
