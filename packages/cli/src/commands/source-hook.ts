import { forgesWithApi, HookForge, type CreatedHook, type Source } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { enterHook } from "../forge/enter-hook.ts";
import { forgeApi } from "../forge/forge-api.ts";
import { forgeToken } from "../forge/forge-token.ts";
import { hookLines } from "../format/hook-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const forge = HookForge.parse(input.need(0));
  const enters = input.flag("enter");
  if (enters && !forgesWithApi.includes(forge)) {
    throw usage(
      `A webhook of ${forge} cannot be made through an API.`,
      `Without --enter, what to enter is shown. With it: ${forgesWithApi.join(", ")}.`,
    );
  }
  const elsewhere = input.text("api");
  if (elsewhere !== undefined && !/^https?:\/\/[^/?#@]+\/?$/.test(elsewhere)) {
    throw usage(`"${elsewhere}" is no address of an API.`, "Give scheme and host alone, like https://git.example.org.");
  }
  const { call, tool } = await connectToTool(input, context);
  const token = enters ? await forgeToken(context, forge) : "";
  const source = enters ? await call("source.show", { params: { tool } }) : null;
  const hook = await call("source.hook", { params: { tool }, body: { forge } });
  if (source !== null) await enter(hook, source, token);
  else out.lines(hookLines(hook));
  out.object(hook);

  async function enter(made: CreatedHook, { url: at, previews }: Pick<Source, "url" | "previews">, of: string): Promise<void> {
    const api = forgeApi(forge, at, of, elsewhere);
    if (api === null) throw new Error(`${forge} has no API`);
    try {
      const replaced = await enterHook(api, made, previews !== "none");
      out.line(`The webhook stands in ${at}: a push there is seen at once.`);
      if (replaced > 0) out.line(replaced === 1 ? "The one before was removed there." : `${replaced} before it were removed there.`);
    } catch (error) {
      // It exists on our side, and its secret is not shown again.
      out.lines(hookLines(hook));
      throw error;
    }
  }
}
