import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";
import { languageId } from "./languages-show.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const language = languageId(input.need(0));
  const { call } = await connect(input, context);
  const removed = await call("languages.remove", { params: { language } });
  context.out.line(
    removed.shipped ? `${language} is again as it comes with Sluice.` : `${language} is no language any more. What runs goes on.`,
  );
  context.out.object(removed);
}
