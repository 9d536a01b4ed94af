import type { HookForge } from "@sluice/contract";
import { askSecret, readInput } from "../ask.ts";
import type { Context } from "../command.ts";
import { usage } from "../failure.ts";

/** A token of the forge: from SLUICE_FORGE_TOKEN, asked for on a terminal, or read from the input. */
export async function forgeToken({ out, environment }: Context, forge: HookForge): Promise<string> {
  const token =
    environment.forgeToken ??
    (out.canAsk ? await askSecret(forge === "gerrit" ? "HTTP password of gerrit: " : `Token of ${forge}: `) : await readInput());
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw usage(
    token === "" ? `A token of ${forge} is needed.` : "The token has spaces or characters that no token has.",
    "Give it on the input, or in SLUICE_FORGE_TOKEN.",
  );
}
